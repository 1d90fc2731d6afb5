import { limits } from "../limits";
import type { Table } from "../storage/storage";

/** Which deduplication ids are taken. Account-wide, whatever becomes of the message (protocol §7.3). */
export type Deduplication = {
  /** The message that took this id within the last ten minutes. */
  find(id: string, nowMs: number): string | undefined;
  take(id: string, messageId: string, nowMs: number): void;
};

/** An id and who has it, until when. */
export type TakenId = { id: string; messageId: string; until: number };

export function createDeduplication(taken: Table<TakenId>): Deduplication {
  /** All windows are equally long, so the oldest entries end first. */
  function forgetEnded(nowMs: number): void {
    for (const { id, until } of taken.values()) {
      if (until > nowMs) return;
      taken.delete(id);
    }
  }

  return {
    find(id, nowMs) {
      forgetEnded(nowMs);
      const known = taken.get(id);
      // A clock that was set back leaves entries behind that end later than this one.
      return known && known.until > nowMs ? known.messageId : undefined;
    },
    take: (id, messageId, nowMs) => taken.set(id, { id, messageId, until: nowMs + limits.deduplicationMs }),
  };
}
