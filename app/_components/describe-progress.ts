import { duration } from "@/lib/jobs/duration";
import { isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";

/** A message that only says what is counted, such as "rows". */
const UNIT = /^\p{Ll}+$/u;

/**
 * The step, how much is done of what, and for how long it will go on; null where nobody knows any of it.
 *
 * @param endsAt when it will be done, null for nobody knows; like `now` in milliseconds by the server's clock.
 */
export function describeProgress(job: JobView, endsAt: number | null, now: number): string | null {
  const { status, progress } = job;
  if (progress === null || isTerminal(status)) return null;
  const { message } = progress;
  const isUnit = message !== null && UNIT.test(message);
  const left = status === "processing" && endsAt !== null && endsAt > now ? timeLeft(endsAt - now) : null;
  const said = [isUnit ? null : message, amount(progress, isUnit ? message : null), left];
  return said.filter((part) => part !== null && part !== "").join(" · ");
}

/** How far in percent; null: nobody knows. A job that waits is as far as those it waits for. */
export function percentDone({ status, progress, batch }: JobView): number | null {
  if (isTerminal(status)) return 100;
  if (progress?.total) return Math.min(100, (progress.done / progress.total) * 100);
  if (!batch?.total) return null;
  return ((batch.completed + batch.failed + batch.cancelled) / batch.total) * 100;
}

/** The last of 0, 25, 50, 75 and 100 percent that was reached: what is worth reading out. */
export function milestone(percent: number | null): number | null {
  return percent === null ? null : Math.floor(percent / 25) * 25;
}

function amount({ done, total }: NonNullable<JobView["progress"]>, unit: string | null): string | null {
  const counted = unit === null ? "" : `\u00a0${unit}`;
  if (total === null) return unit === null ? null : whole(done) + counted;
  if (unit === null && total === 100) return `${whole(done)}\u00a0%`;
  return `${whole(done)} of ${whole(total)}${counted}`;
}

function whole(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}

/** As exact as an estimate may sound. */
function timeLeft(ms: number): string {
  const seconds = ms / 1_000;
  const step = seconds < 20 ? 1 : seconds < 120 ? 10 : 60;
  return `about ${duration(Math.max(step, Math.ceil(seconds / step) * step) * 1_000)} left`;
}
