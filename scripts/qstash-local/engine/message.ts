import { newMessageId } from "../ids";
import { limits } from "../limits";
import { type AnswerExcerpt, excerptBytes } from "./answer-excerpt";
import type { DeliverySpec } from "./delivery-spec";

/** Where a message stands. Source: protocol §6.1 (`ERROR` is only ever an event on the way to `RETRY` or `FAILED`). */
export type MessageState =
  | "CREATED"
  | "ACTIVE"
  | "RETRY"
  | "DELIVERED"
  | "FAILED"
  | "CANCEL_REQUESTED"
  | "CANCELED";

/** In the order a message meets them: its turn in a queue, its time, room under its flow-control key or a free slot. */
type WaitingFor = "queue" | "time" | "flow-control" | "slot";

/** One accepted publish and what has become of it. */
export type Message = {
  readonly id: string;
  readonly spec: DeliverySpec;
  readonly createdAt: number;
  /** The first attempt is not made before this time, unless somebody wants it sooner. */
  readonly notBefore: number;
  readonly scheduleId?: string;
  /** The message that it reports about, when it is a callback. */
  readonly callbackOf?: string;
  /** The queue in which that message keeps its place until this one has ended. */
  readonly heldQueue?: string;
  state: MessageState;
  /** Somebody wants it stopped; it is, at its next step. */
  cancelRequested: boolean;
  /** Retries begun so far: 0 during the first attempt. The same number goes out as `Upstash-Retried`. */
  retried: number;
  /** When the next attempt is due, while one is planned. */
  nextAttemptAt?: number;
  /** What holds it up, while something does. A restart finds that out anew, so changes of it alone are not saved. */
  waitingFor?: WaitingFor;
  /** The newest attempts, oldest first. */
  attempts: Attempt[];
  /** Its dead letter, once it is FAILED. */
  dlqId?: string;
};

/** One HTTP request that was made for a message. */
export type Attempt = {
  retried: number;
  startedAt: number;
  finishedAt: number;
  /** 0 = no answer came. */
  status: number;
  error?: string;
  /** The beginning of what came back; only the newest attempts keep it. */
  answer?: AnswerExcerpt;
  /** Made by hand after or beside the regular attempts. */
  redelivery?: true;
};

/** Where a message comes from, when nobody published it directly. */
export type MessageOrigin = Pick<Message, "scheduleId" | "callbackOf" | "heldQueue">;

export function createMessage(
  spec: DeliverySpec,
  times: { createdAt: number; notBefore: number },
  origin: MessageOrigin = {},
): Message {
  const fresh = { state: "CREATED", cancelRequested: false, retried: 0, attempts: [] } as const;
  return { id: newMessageId(), spec, ...times, ...origin, ...fresh, attempts: [] };
}

export function rememberAttempt(message: Message, attempt: Attempt): void {
  const outdated = message.attempts.at(-limits.answers.count);
  if (outdated) delete outdated.answer;
  message.attempts = [...message.attempts, attempt].slice(-limits.attempts);
}

/** Roughly what a message costs to keep. */
export function messageBytes({ spec, attempts }: Message): number {
  return attempts.reduce((sum, { answer }) => sum + (answer ? excerptBytes(answer) : 0), spec.body.length);
}

/** Delivered, failed or cancelled: nothing more will happen by itself. */
export function isFinished(message: Message): boolean {
  return message.state === "DELIVERED" || message.state === "FAILED" || message.state === "CANCELED";
}
