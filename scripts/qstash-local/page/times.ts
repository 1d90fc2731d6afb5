import { waitInWords } from "../time/duration-words";
import { type Markup, markup } from "./markup";

/** The time of day, with the date in front when it is not today. The browser runs on this machine: one time zone. */
export function moment(time: number, now: number): Markup {
  const at = new Date(time);
  const isToday = at.toDateString() === new Date(now).toDateString();
  const clock = at.toLocaleTimeString("en-GB");
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: yearUnless(at, now) });
  const iso = at.toISOString();
  return markup`<time datetime="${iso}" title="${iso}">${isToday ? clock : `${day}, ${clock}`}</time>`;
}

/** How long until then, which the browser counts down: `in 2 min 28 s`. */
export function countdown(time: number, now: number): Markup {
  const words = time > now ? `in ${waitInWords(time - now)}` : "now";
  const iso = new Date(time).toISOString();
  return markup`<time class="countdown" datetime="${iso}" title="${iso}" data-until="${time}">${words}</time>`;
}

/** The time of day, which the browser lets run. */
export function runningTime(now: number): Markup {
  const at = new Date(now);
  return markup`<time class="running" datetime="${at.toISOString()}">${at.toLocaleTimeString("en-GB")}</time>`;
}

function yearUnless(at: Date, now: number): "numeric" | undefined {
  return at.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
}
