import { type Markup, markup, verbatim } from "./markup";

/** What is sent where, as a line. */
export function methodAndUrl({ method, url }: { method: string; url: string }): Markup {
  return markup`<span class="method">${method}</span> ${urlText(url)}`;
}

/** An address that may break where a person would break it. */
function urlText(url: string): Markup {
  const parts = url.split(/(?<=[/?&])(?!\/)/);
  return markup`${parts.map((part, index) => markup`${index > 0 ? verbatim("<wbr>") : null}${part}`)}`;
}
