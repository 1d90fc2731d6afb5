import type { Table } from "../storage/storage";
import type { Clock } from "../time/clock";
import type { Message } from "./message";
import { createQueueLine, type Queue, type QueueLine } from "./queue-line";

/**
 * The queues of one account. A message takes a place in its queue when its turn comes and keeps it through all its
 * retries, until it and every callback that it caused have ended. Source: protocol §7.2.
 */
export type Queues = {
  /** Keeps the place of a message that has started before a restart, or of the one that a callback is about. */
  keepPlace(message: Message): void;
  /** Whether a message may go on: it is in no queue, or has a place there. Otherwise it lines up, in a new queue if need be. */
  admit(message: Message): boolean;
  /** Sets a message that is about to start aside when its queue is paused, and says so. */
  holdBack(message: Message): boolean;
  /** A message waits no longer. */
  withdraw(message: Message): void;
  /** A message has ended, and the callbacks that it caused are accepted. */
  leave(message: Message): void;

  get(name: string): QueueUsage | undefined;
  /** In order of creation. */
  list(): QueueUsage[];
  /** Creates or changes a queue; what is absent stays as it is (register 13). Default: one at a time, not paused. */
  put(name: string, settings: QueueSettings): void;
  /** Forgets a queue, and with it the order of its messages. */
  delete(name: string): void;
};

/** A queue, and how many of its messages are not finished. */
export type QueueUsage = Queue & { lag: number };

type QueueSettings = { parallelism?: number; isPaused?: boolean };

/** @param goOn is told each message whose turn has come, possibly within the call that let it come. */
export function createQueues(queues: Table<Queue>, clock: Clock, goOn: (message: Message) => void): Queues {
  const lines = new Map([...queues.values()].map((queue) => [queue.name, createQueueLine(queue, goOn)]));
  const lineOf = ({ spec, heldQueue }: Message) => lines.get(spec.queueName ?? heldQueue ?? "");

  function put(name: string, { parallelism, isPaused }: QueueSettings): QueueLine {
    const line = lines.get(name) ?? createQueueLine(newQueue(name, clock.now()), goOn);
    const { queue } = line;
    queue.parallelism = parallelism ?? queue.parallelism;
    queue.isPaused = isPaused ?? queue.isPaused;
    queue.updatedAt = clock.now();
    queues.set(name, queue);
    lines.set(name, line);
    line.tend();
    return line;
  }

  return {
    keepPlace(message) {
      if (hasStarted(message) || message.heldQueue) lineOf(message)?.keepPlace(holderOf(message), message.id);
    },
    admit(message) {
      const { queueName } = message.spec;
      if (queueName === undefined) return true;
      const line = lines.get(queueName) ?? put(queueName, {});
      if (line.hasPlace(message.id)) return true;
      message.waitingFor = "queue";
      line.enter(message);
      return false;
    },
    holdBack(message) {
      const line = message.spec.queueName === undefined ? undefined : lineOf(message);
      if (!line?.queue.isPaused) return false;
      message.waitingFor = "queue";
      line.holdBack(message);
      return true;
    },
    withdraw: (message) => lineOf(message)?.withdraw(message),
    leave: (message) => lineOf(message)?.leave(holderOf(message), message.id),

    get: (name) => usageOf(lines.get(name)),
    list: () => [...lines.values()].flatMap((line) => usageOf(line) ?? []),
    put: (name, settings) => void put(name, settings),
    delete(name) {
      lines.delete(name);
      queues.delete(name);
    },
  };
}

function newQueue(name: string, now: number): Queue {
  return { name, parallelism: 1, isPaused: false, createdAt: now, updatedAt: now };
}

function hasStarted(message: Message): boolean {
  return message.state !== "CREATED" || message.attempts.length > 0;
}

/** Whose place it is: that of the message which was enqueued. */
function holderOf(message: Message): string {
  return message.callbackOf ?? message.id;
}

function usageOf(line: QueueLine | undefined): QueueUsage | undefined {
  return line && { ...line.queue, lag: line.lag() };
}
