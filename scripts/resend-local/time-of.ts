import { type Markup, markup } from "./markup";

/** The time of day, with the date in front when it was not today. */
export function timeOf(moment: string, now: number): Markup {
  const at = new Date(moment);
  const today = at.toDateString() === new Date(now).toDateString();
  const time = at.toLocaleTimeString("en-GB");
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return markup`<time datetime="${moment}" title="${moment}">${today ? time : `${day}, ${time}`}</time>`;
}
