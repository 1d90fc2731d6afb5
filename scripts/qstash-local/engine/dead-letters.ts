import type { AttemptResult } from "../delivery/attempt-result";
import { limits } from "../limits";
import type { Table } from "../storage/storage";
import { createBoundedHistory } from "./bounded-history";
import type { Message } from "./message";

/** A message that failed for good, with the last thing its destination said. */
export type DeadLetter = { dlqId: string; message: Message; result: AttemptResult };

/** The dead letters of one account. */
export type DeadLetters = {
  /** Files a message; returns its `dlqId`. */
  add(message: Message, result: AttemptResult, nowMs: number): string;
  get(dlqId: string): DeadLetter | undefined;
  delete(dlqId: string): boolean;
  /** Oldest first. */
  entries(): DeadLetter[];
};

export function createDeadLetters(letters: Table<DeadLetter>): DeadLetters {
  const history = createBoundedHistory(letters, limits.deadLetters, bytesOf);
  const nextId = createIds([...letters.keys()].at(-1));

  return {
    add(message, result, nowMs) {
      const dlqId = nextId(nowMs);
      history.add(dlqId, { dlqId, message, result });
      return dlqId;
    },
    get: (dlqId) => history.get(dlqId),
    delete: (dlqId) => history.delete(dlqId),
    entries: () => [...history.values()],
  };
}

/** `<ms>-<sequence>`, rising even when the clock is set back. Source: protocol §2.9. */
function createIds(last = "0-0"): (nowMs: number) => string {
  let [time = 0, sequence = 0] = last.split("-").map(Number);
  return (nowMs) => {
    sequence = nowMs > time ? 0 : sequence + 1;
    time = Math.max(time, nowMs);
    return `${time}-${sequence}`;
  };
}

function bytesOf(letter: DeadLetter): number {
  return letter.message.spec.body.length + letter.result.body.length;
}
