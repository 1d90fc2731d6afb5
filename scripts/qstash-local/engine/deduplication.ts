import { limits } from "../limits";

/** Which deduplication ids are taken. Account-wide, whatever becomes of the message (protocol §7.3). */
export type Deduplication = {
  /** The message that took this id within the last ten minutes. */
  find(id: string, nowMs: number): string | undefined;
  take(id: string, messageId: string, nowMs: number): void;
};

export function createDeduplication(): Deduplication {
  const taken = new Map<string, { messageId: string; until: number }>();

  /** All windows are equally long, so the oldest entries end first. */
  function forgetEnded(nowMs: number): void {
    for (const [id, { until }] of taken) {
      if (until > nowMs) return;
      taken.delete(id);
    }
  }

  return {
    find(id, nowMs) {
      forgetEnded(nowMs);
      return taken.get(id)?.messageId;
    },
    take: (id, messageId, nowMs) => void taken.set(id, { messageId, until: nowMs + limits.deduplicationMs }),
  };
}
