import { toStorableText } from "@/lib/jobs/payloads/storable";
import type { Progress } from "@/lib/jobs/transitions/heartbeat";

const MESSAGE_CHARS_MAX = 500;

/**
 * What a handler reports, as its columns hold it: whole numbers from 0, a total only where there is an end.
 * Null when `done` is no number: a report must never be what a run fails of.
 */
export function toProgress(done: number, total?: number, message?: string): Progress | null {
  if (!Number.isFinite(done)) return null;
  return {
    done: whole(done),
    total: total !== undefined && Number.isFinite(total) ? whole(total) : null,
    message: message === undefined ? null : toStorableText(message.slice(0, MESSAGE_CHARS_MAX)),
  };
}

function whole(count: number): number {
  return Math.min(Math.max(0, Math.floor(count)), Number.MAX_SAFE_INTEGER);
}
