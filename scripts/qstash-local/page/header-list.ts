import type { HeaderMap } from "../http/header-map";
import { type Markup, markup } from "./markup";

/** Headers, one a line. */
export function headerList(header: HeaderMap, ifNone: string): Markup {
  if (header.size === 0) return markup`<p class="quiet">${ifNone}</p>`;
  return markup`<dl class="headers">${[...header].map(
    ([name, values]) => markup`<dt>${name}</dt>${values.map((value) => markup`<dd>${value}</dd>`)}`,
  )}</dl>`;
}
