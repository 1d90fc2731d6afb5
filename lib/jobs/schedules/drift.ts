import { describeError } from "@/lib/jobs/describe-error";
import { describePlan } from "./describe";
import { isUpToDate } from "./plan";
import { type Declared, planSchedules } from "./set-up";

/** How long somebody waits for the answer, and for how long it is told again, in milliseconds. */
const LIMIT_MS = 3_000;
const KEPT_MS = 15_000;

/** How QStash and the database differ from the code: as the lines of a diff, none where they do not. */
export type Drift = { isKnown: true; lines: string[] } | { isKnown: false; reason: string };

let latest: { at: number; drift: Promise<Drift> } | null = null;

/** What `pnpm jobs:setup` would do, told within three seconds; asks QStash at most once in 15 seconds. Never throws. */
export function readDrift(declared: Declared): Promise<Drift> {
  if (latest === null || Date.now() - latest.at > KEPT_MS)
    latest = { at: Date.now(), drift: soon(compare(declared)) };
  return latest.drift;
}

/** Something was changed: whoever asks next wants to see it. */
export function forgetDrift(): void {
  latest = null;
}

async function compare(declared: Declared): Promise<Drift> {
  try {
    const steps = await planSchedules(declared);
    if (isUpToDate(steps)) return { isKnown: true, lines: [] };
    return { isKnown: true, lines: describePlan(steps.filter(({ verb }) => verb !== "keep")) };
  } catch (error) {
    return { isKnown: false, reason: describeError(error).message };
  }
}

async function soon(drift: Promise<Drift>): Promise<Drift> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Drift>((resolve) => {
    const reason = `QStash did not answer within ${LIMIT_MS / 1_000} s.`;
    timer = setTimeout(() => resolve({ isKnown: false, reason }), LIMIT_MS);
  });
  try {
    return await Promise.race([drift, limit]);
  } finally {
    clearTimeout(timer);
  }
}
