import type { FlowKeyUsage } from "../engine/flow-gate";
import { rateUsed } from "../engine/flow-key";
import type { Message } from "../engine/message";
import { waitInWords } from "../time/duration-words";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";
import { countdown, moment } from "./times";

/** What the next attempt of a message waits for, to follow "The next attempt": `is due in 2 min 28 s, at 14:03:22`. */
export function whatHolds(call: PageCall, message: Message): Markup {
  switch (message.waitingFor) {
    case "queue":
      return markup`waits for its turn in the queue ${queueState(call, message)}`;
    case "flow-control":
      return markup`is due, and waits for room under the flow-control key ${keyState(call, message)}`;
    case "slot":
      return markup`is due, and waits for a free slot: ${slotState(call)}`;
    case "time":
    case undefined:
      return dueAt(message, call.now);
  }
}

function dueAt({ nextAttemptAt }: Message, now: number): Markup {
  if (nextAttemptAt === undefined || nextAttemptAt <= now) return markup`is due now`;
  return markup`is due ${countdown(nextAttemptAt, now)}, at ${moment(nextAttemptAt, now)}`;
}

function queueState({ tenant }: PageCall, { spec }: Message): string {
  const name = spec.queueName ?? "";
  const queue = tenant.engine.queues.get(name);
  if (!queue) return name;
  if (queue.isPaused) return `${name}, which is paused`;
  return queue.parallelism === 1 ? `${name}, one at a time` : `${name}, ${queue.parallelism} at a time`;
}

function keyState({ tenant, now }: PageCall, { spec }: Message): string {
  const key = spec.flowControl?.key ?? "";
  const usage = tenant.engine.flowControl.get(key);
  return usage ? `${key}${whyFull(usage, now)}` : key;
}

function whyFull(usage: FlowKeyUsage, now: number): string {
  const { isPaused, parallelism, running, rate, periodMs } = usage;
  if (isPaused) return ", which is paused";
  if (parallelism !== undefined && running >= parallelism)
    return `: ${running} of ${parallelism} are under way`;
  if (rate === undefined || rateUsed(usage, now) < rate) return "";
  return `: ${rate} of ${rate} per ${waitInWords(periodMs)} are used up`;
}

function slotState({ tenant }: PageCall): string {
  const { count, max } = tenant.engine.slots.usage();
  return `${count} of ${max} deliveries are under way`;
}
