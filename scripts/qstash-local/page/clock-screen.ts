import type { ClockState } from "../engine/clock-state";
import { waitInWords } from "../time/duration-words";
import { clockButtons } from "./clock-actions";
import { frame } from "./frame";
import { type Markup, markup } from "./markup";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { snippet } from "./snippet";
import { countdown, moment, runningTime } from "./times";

/** `GET /clock`: what time it is for the server, and what waits for a later one. */
export function clockScreen(call: PageCall): PageAnswer {
  const clock = call.service.clock.state();
  const content = markup`<h1>Clock</h1>
<p class="story">${story(clock)}</p>
<div class="columns"><div>${clockButtons(call, clock)}${fromTests(call)}</div><div>${facts(clock)}</div></div>`;
  return frame(call, { title: "Clock", content });
}

/** Less is the time that it takes to answer. */
const SAME_MS = 1000;

function story({ now, frozen, delayScale }: ClockState): Markup {
  const ahead = now - Date.now();
  const place = ahead > SAME_MS ? `, ${waitInWords(ahead)} ahead of the wall clock` : "";
  const behind = ahead < -SAME_MS ? `, ${waitInWords(-ahead)} behind the wall clock` : "";
  const scale = delayScale === 1 ? null : ` Waits of new messages are multiplied by ${delayScale}.`;
  if (frozen)
    return markup`The clock <b>stands</b> at ${moment(now, now)}${place}${behind}. What is due is still delivered; what waits for a later time is not.${scale}`;
  return place || behind
    ? markup`The clock goes${place}${behind}.${scale}`
    : markup`The clock goes by the wall clock.${scale}`;
}

function facts({ now, frozen, delayScale, waiting, nextDueAt, active }: ClockState): Markup {
  return markup`<section class="card"><h2>Now</h2><dl>
<dt>It shows</dt><dd>${frozen ? moment(now, now) : runningTime(now)}</dd>
<dt>Waiting for their time</dt><dd>${waiting}</dd>
<dt>Next due</dt><dd>${nextDueAt === undefined ? "nothing" : markup`${countdown(nextDueAt, now)}, at ${moment(nextDueAt, now)}`}</dd>
<dt>Attempts under way</dt><dd>${active}</dd>
<dt>Delay scale</dt><dd>${delayScale}</dd>
</dl></section>`;
}

function fromTests({ origin }: PageCall): Markup {
  return markup`<section class="card"><h2>From a test</h2>
<p class="quiet">All of this is at <code>/_dev/clock</code> too. The clock moves from one due time to the next and lets everything that follows happen, so half an hour of backoff passes in milliseconds.</p>
${snippet("clock", `curl -X POST ${origin}/_dev/clock/advance -d '{"by":"30m"}'`)}</section>`;
}
