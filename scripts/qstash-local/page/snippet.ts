import { type Markup, markup } from "./markup";

/** Something to paste elsewhere. `name` tells it from the others on the screen. */
export function snippet(name: string, text: string): Markup {
  return markup`<div class="snippet"><pre id="snippet-${name}" tabindex="0">${text}</pre><button type="button" data-copy="snippet-${name}" hidden>Copy</button></div>`;
}
