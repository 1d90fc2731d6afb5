import type { Cancelled } from "@/lib/jobs/operations/cancel-jobs";
import type { Revived } from "@/lib/jobs/operations/revive-jobs";
import { NOT_HASTENED, type NotHastened } from "@/lib/jobs/operations/run-now";
import { UNTOUCHED, type Untouched } from "@/lib/jobs/operations/untouched";

/** What became of a job on which somebody acted. */
export type Did =
  | Revived
  | Cancelled
  | "hastened"
  | NotHastened
  | "noted"
  | "replayed"
  | "no-note"
  | "not-allowed"
  | Untouched;

const DONE: Partial<Record<Did, string>> = {
  revived: "It goes on: the same job, with its whole budget of tries.",
  cancelled: "It is cancelled.",
  "cancel-requested": "Its run was asked to stop. It ends within ten seconds, unless it succeeds first.",
  hastened: "It is due now: its new message is on the way.",
  noted: "Your note is in the audit.",
  replayed: "This is the replay: a new job, linked to the one it repeats.",
};

/** How long a page says what was done on it: an address that is sent to somebody later says nothing. */
const SAID_MS = 120_000;

/** What to say about a deed, and whether something was done. */
export function sayDid(
  given: Record<string, string | string[] | undefined>,
  now: number,
): { isDone: boolean; text: string } | null {
  const { did, at } = given;
  if (typeof did !== "string" || typeof at !== "string") return null;
  if (!(Math.abs(now - Number(at)) <= SAID_MS)) return null;
  const done = new Map<string, string>(Object.entries(DONE)).get(did);
  if (done !== undefined) return { isDone: true, text: done };
  const why = new Map<string, string>(Object.entries(NOT_DONE)).get(did);
  return why === undefined ? null : { isDone: false, text: `Nothing was done: ${why}` };
}

const NOT_DONE: Record<string, string> = {
  ...UNTOUCHED,
  ...NOT_HASTENED,
  "no-note": "there was nothing to note.",
  "not-allowed": "your staff role does not allow it.",
};

/** The job's page, which says what became of it. */
export function outcomeHref(jobId: string, did: Did, from: string): string {
  const fields = new URLSearchParams({ did, at: String(Date.now()), ...(from === "" ? {} : { from }) });
  return `/admin/jobs/${encodeURIComponent(jobId)}?${fields}`;
}
