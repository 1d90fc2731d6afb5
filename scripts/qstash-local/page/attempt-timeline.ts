import type { Attempt, Message } from "../engine/message";
import { tookInWords } from "../time/duration-words";
import { headerList } from "./header-list";
import { type Markup, markup } from "./markup";
import { bodyBlock } from "./message-body";
import { countdown, moment } from "./times";

/** What was tried, newest first, and above it what comes next. */
export function attemptTimeline(message: Message, now: number): Markup {
  const attempts = message.attempts.toReversed();
  return markup`<section><h2>Attempts</h2>
<ol class="timeline card" reversed>${upcoming(message, now)}${attempts.map((attempt, index) =>
    item(attempt, message.attempts.length - index, now),
  )}</ol></section>`;
}

function upcoming({ state, nextAttemptAt }: Message, now: number): Markup | null {
  if (state === "ACTIVE")
    return markup`<li class="accent" id="attempt-next"><div class="attempt"><b>…</b><span>under way</span></div></li>`;
  if (nextAttemptAt === undefined || state === "CANCEL_REQUESTED" || state === "CANCELED") return null;
  return markup`<li class="quiet" id="attempt-next"><div class="attempt"><b>next</b><span>due ${countdown(nextAttemptAt, now)}</span>${moment(nextAttemptAt, now)}</div></li>`;
}

function item(attempt: Attempt, place: number, now: number): Markup {
  const { status, startedAt, finishedAt, redelivery } = attempt;
  const isGood = status >= 200 && status <= 299;
  return markup`<li class="${isGood ? "good" : "bad"}" id="attempt-${startedAt}-${place}">
<div class="attempt"><b>${status === 0 ? "—" : status}</b>
<span>${name(attempt)} ${redelivery ? markup`<span class="note">by hand</span> ` : null}<span class="quiet">took ${tookInWords(finishedAt - startedAt)}</span></span>
${moment(startedAt, now)}</div>
${attempt.error ? markup`<p class="why">${attempt.error}</p>` : answer(attempt)}</li>`;
}

function name({ retried }: Attempt): string {
  return retried === 0 ? "first attempt" : `retry ${retried}`;
}

function answer({ answer, startedAt }: Attempt): Markup {
  if (!answer) return markup`<p class="why quiet">Its answer is no longer remembered.</p>`;
  return markup`<details id="answer-${startedAt}"><summary>${summary(answer.body)}</summary>
${headerList(answer.header, "An answer without headers.")}
${bodyBlock(answer.body, answer.bodyBytes)}</details>`;
}

/** The first line of the answer: often all that one needs to see. */
function summary(body: Buffer): Markup {
  const line = body.subarray(0, 200).toString().trim().split("\n")[0] ?? "";
  return line === "" ? markup`<span class="quiet">no body</span>` : markup`<code>${line}</code>`;
}
