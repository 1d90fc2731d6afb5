import { localPart } from "./address";
import { ResendError } from "./resend-error";

/**
 * What goes wrong with a mail, written in the local part of a recipient as words joined by `.` or `+`:
 *
 * | word | effect |
 * |---|---|
 * | `500` `503` `429` `422` … | that status; 429 with `Retry-After: 1`, or `429-after-5s` |
 * | `reject` | 422 `validation_error` |
 * | `quota` `monthly-quota` | 429 `daily_quota_exceeded` / `monthly_quota_exceeded` |
 * | `drop-request` | the connection is cut, the mail is not accepted |
 * | `drop-answer` | the mail is accepted, the connection is cut before the answer |
 * | `garbage` | 502 with an HTML page, as a proxy would answer |
 * | `hang` | no answer until the client gives up |
 * | `slow-300ms` `slow-2s` | each request waits that long first, at most a minute |
 *
 * `-once`, `-twice`, `-3x` (any number) limit a fault to so many requests, after which the next word's turn
 * comes; without a limit it holds for good. Other words mean nothing, so a name may stand among them.
 */
export type Faults = { delayMs: number; turns: Turn[] };

type Turn = { fault: Fault; times: number };

/** What one request meets. */
export type Fault =
  | { kind: "refuse"; error: ResendError }
  | { kind: "drop-answer" }
  | { kind: "drop-request" | "garbage" | "hang" };

const FAULT =
  /^(?<word>[45]\d\d|reject|quota|monthly-quota|drop-request|drop-answer|garbage|hang)(?:-after-(?<after>\d{1,6})s)?(?:-(?<count>once|twice|\d{1,6}x))?$/;
const SLOW = /^slow-(?<amount>\d{1,6})(?<unit>ms|s)$/;
const DELAY_MS_MOST = 60_000;

/** The faults that the recipients of one request ask for, in the order in which they are written. */
export function faultsOf(recipients: string[]): Faults {
  const words = recipients.flatMap((recipient) => localPart(recipient).toLowerCase().split(/[.+]/));
  const delayMs = words.reduce((sum, word) => sum + delayOf(word), 0);
  return { delayMs: Math.min(delayMs, DELAY_MS_MOST), turns: words.flatMap(turnOf) };
}

/** What the request with this number (from 1) meets; undefined when it goes through. */
export function faultFor({ turns }: Faults, number: number): Fault | undefined {
  let before = 0;
  for (const { fault, times } of turns) {
    before += times;
    if (number <= before) return fault;
  }
  return undefined;
}

/** Whether the mail can never be accepted; a permissive batch leaves it out instead of failing. */
export function rejectsForGood({ turns }: Faults): boolean {
  const fault = turns[0]?.fault;
  return (
    fault?.kind === "refuse" && fault.error.statusCode === 422 && turns[0]?.times === Number.POSITIVE_INFINITY
  );
}

function delayOf(word: string): number {
  const { amount, unit } = SLOW.exec(word)?.groups ?? {};
  return Number(amount ?? 0) * (unit === "s" ? 1000 : 1);
}

function turnOf(word: string): Turn[] {
  const { word: name, after, count } = FAULT.exec(word)?.groups ?? {};
  return name === undefined ? [] : [{ fault: faultNamed(name, Number(after ?? 1)), times: timesOf(count) }];
}

function timesOf(count: string | undefined): number {
  if (count === undefined) return Number.POSITIVE_INFINITY;
  if (count === "once") return 1;
  return count === "twice" ? 2 : Number.parseInt(count, 10);
}

function faultNamed(name: string, afterSeconds: number): Fault {
  switch (name) {
    case "drop-request":
    case "drop-answer":
    case "garbage":
    case "hang":
      return { kind: name };
    default:
      return { kind: "refuse", error: refusal(name, { "retry-after": String(afterSeconds) }) };
  }
}

function refusal(name: string, wait: { "retry-after": string }): ResendError {
  switch (name) {
    case "reject":
    case "422":
      return new ResendError("validation_error", "This recipient is rejected on purpose (local fault).");
    case "quota":
      return new ResendError("daily_quota_exceeded", "You have reached your daily email sending quota.");
    case "monthly-quota":
      return new ResendError("monthly_quota_exceeded", "You have reached your monthly email sending quota.");
    case "429":
      return new ResendError(
        "rate_limit_exceeded",
        "Too many requests. Please limit the number of requests per second.",
        { headers: wait },
      );
    case "500":
      return new ResendError("internal_server_error", "An unexpected error occurred.");
    default:
      return withStatus(Number(name));
  }
}

function withStatus(status: number): ResendError {
  const name = status >= 500 ? "application_error" : "validation_error";
  return new ResendError(name, `Answered ${status} on purpose (local fault).`, { status });
}
