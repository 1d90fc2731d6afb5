import type { AttemptResult } from "../delivery/attempt-result";
import { limits } from "../limits";
import type { Table } from "../storage/storage";
import type { Clock } from "../time/clock";
import { createBoundedHistory } from "./bounded-history";
import type { Message } from "./message";
import { createRisingIds, isLater } from "./rising-ids";

/** A message that failed for good, with the last thing its destination said. `time`: when it was filed. */
export type DeadLetter = { dlqId: string; time: number; message: Message; result: AttemptResult };

/** The dead letters of one account: those of the last days, and no more than `limits.deadLetters`. */
export type DeadLetters = {
  /** Files a message; returns its `dlqId`. */
  add(message: Message, result: AttemptResult): string;
  get(dlqId: string): DeadLetter | undefined;
  delete(dlqId: string): boolean;
  /** Oldest first, beginning behind the letter of this id (which may be gone). */
  entries(after?: string): Iterable<DeadLetter>;
};

export function createDeadLetters(letters: Table<DeadLetter>, clock: Clock): DeadLetters {
  const history = createBoundedHistory(letters, limits.deadLetters, bytesOf);
  const nextId = createRisingIds([...letters.keys()].at(-1));

  /** What is kept now: looking is when letters expire, so none needs a timer. */
  function kept() {
    const oldest = clock.now() - limits.deadLetters.ageMs;
    history.forgetWhile((letter) => letter.time < oldest);
    return history;
  }

  return {
    add(message, result) {
      const time = clock.now();
      const dlqId = nextId(time);
      kept().add(dlqId, { dlqId, time, message, result });
      return dlqId;
    },
    get: (dlqId) => kept().get(dlqId),
    delete: (dlqId) => kept().delete(dlqId),
    *entries(after = "0-0") {
      for (const letter of kept().values()) if (isLater(letter.dlqId, after)) yield letter;
    },
  };
}

function bytesOf(letter: DeadLetter): number {
  return letter.message.spec.body.length + letter.result.body.length;
}
