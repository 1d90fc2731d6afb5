import type { Message } from "./message";
import { createWaitList } from "./wait-list";

/** Messages in it are delivered in the order they were accepted, `parallelism` at a time. Source: protocol §2.6. */
export type Queue = {
  readonly name: string;
  parallelism: number;
  isPaused: boolean;
  readonly createdAt: number;
  updatedAt: number;
};

/** A queue at work: who waits, and who has one of its places. */
export type QueueLine = {
  readonly queue: Queue;
  /** Puts a message at the end. Its turn may come at once. */
  enter(message: Message): void;
  /** Keeps the place of the message `holder` until this one has ended: itself, or a callback that it caused. */
  keepPlace(holder: string, messageId: string): void;
  hasPlace(messageId: string): boolean;
  /** Sets a message aside until the queue is no longer paused. */
  holdBack(message: Message): void;
  /** A message waits no longer. */
  withdraw(message: Message): void;
  /** One of those for whom a place was kept has ended. */
  leave(holder: string, messageId: string): void;
  /** Looks who may go on, after the queue has changed. */
  tend(): void;
  /** How many of its messages are not finished. */
  lag(): number;
};

/** @param goOn is told each message whose turn has come. */
export function createQueueLine(queue: Queue, goOn: (message: Message) => void): QueueLine {
  const waiting = createWaitList<Message>();
  const heldBack = createWaitList<Message>();
  /** By the id of the message that took it: the unfinished messages that keep it. */
  const places = new Map<string, Set<string>>();

  function tend(): void {
    if (queue.isPaused) return;
    for (let next = heldBack.take(); next; next = heldBack.take()) goOn(next);
    while (places.size < queue.parallelism) {
      const next = waiting.take();
      if (!next) return;
      keepPlace(next.id, next.id);
      goOn(next);
    }
  }

  function keepPlace(holder: string, messageId: string): void {
    places.set(holder, (places.get(holder) ?? new Set()).add(messageId));
  }

  return {
    queue,
    enter(message) {
      waiting.add(message);
      tend();
    },
    keepPlace,
    hasPlace: (messageId) => places.get(messageId)?.has(messageId) === true,
    holdBack: (message) => heldBack.add(message),
    withdraw: (message) => void (waiting.remove(message) || heldBack.remove(message)),
    leave(holder, messageId) {
      const keepers = places.get(holder);
      keepers?.delete(messageId);
      if (keepers?.size !== 0) return;
      places.delete(holder);
      tend();
    },
    tend,
    lag: () => waiting.size + [...places].filter(([holder, keepers]) => keepers.has(holder)).length,
  };
}
