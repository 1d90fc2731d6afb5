import type { Attempt, Message } from "../engine/message";
import { tookInWords, waitInWords } from "../time/duration-words";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";
import { whatHolds } from "./what-holds";

/** In plain words: why the message waits, or how it ended. */
export function messageStory(call: PageCall, message: Message): Markup {
  switch (message.state) {
    case "CREATED":
      return waiting(call, message);
    case "ACTIVE":
      return markup`${attemptOf(message)} is under way; ${hostOf(message)} has not answered yet.`;
    case "RETRY":
      return markup`${attemptOf(message)} failed: ${outcomeOf(lastOf(message))}. The next one ${whatHolds(call, message)}.`;
    case "DELIVERED":
      return markup`${attemptOf(message)} got through: ${outcomeOf(lastOf(message))}.`;
    case "FAILED":
      return failed(message);
    case "CANCEL_REQUESTED":
      return markup`Somebody cancelled it. Nothing more is sent; it ends when its next attempt would have been due.`;
    case "CANCELED":
      return markup`Somebody cancelled it${afterAttempts(message)}.`;
  }
}

/** The last regular attempt; a redelivery by hand changes nothing about a message. */
function lastOf({ attempts }: Pick<Message, "attempts">): Attempt | undefined {
  return attempts.findLast(({ redelivery }) => !redelivery);
}

/** What an attempt came to: `the destination answered 500 after 35 ms`. */
function outcomeOf(attempt: Attempt | undefined): string {
  if (!attempt) return "it is no longer remembered how";
  const took = tookInWords(attempt.finishedAt - attempt.startedAt);
  if (attempt.status === 0) return `no answer (${attempt.error ?? "unknown reason"})`;
  return `the destination answered ${attempt.status} after ${took}`;
}

function waiting(call: PageCall, message: Message): Markup {
  const { notBefore, createdAt, waitingFor } = message;
  const wasDelayed = waitingFor === "time" && notBefore > createdAt;
  const wish = wasDelayed
    ? `It was published to be delivered ${waitInWords(notBefore - createdAt)} later: the`
    : "The";
  return markup`${wish} first attempt ${whatHolds(call, message)}.`;
}

function attemptOf({ retried, spec }: Message): string {
  return `Attempt ${retried + 1} of ${spec.retries + 1}`;
}

function failed(message: Message): Markup {
  const { retried, spec } = message;
  const outcome = outcomeOf(lastOf(message));
  const reason =
    retried < spec.retries
      ? markup`${attemptOf(message)} was the last one: ${outcome}, and asked not to be tried again`
      : markup`${attemptOf(message)} was the last one: ${outcome}`;
  return markup`${reason}. It became a dead letter.`;
}

function afterAttempts({ attempts }: Message): string {
  const made = attempts.filter(({ redelivery }) => !redelivery).length;
  if (made === 0) return " before its first attempt";
  return made === 1 ? " after one attempt" : ` after ${made} attempts`;
}

function hostOf({ spec }: Message): string {
  return new URL(spec.url).host;
}
