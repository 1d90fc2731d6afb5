import { isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";
import { duration } from "./duration";

type Measured = {
  /** What is counted, such as "rows". */
  unit?: string;
  /** When it will be done, in milliseconds; null: nobody knows. */
  endsAt: number | null;
  /** By the same clock. */
  now: number;
};

/** The step, how much is done, and for how long it will go on; null where nobody knows any of it. */
export function describeProgress(job: JobView, { unit, endsAt, now }: Measured): string | null {
  const { status, progress } = job;
  if (progress === null || isTerminal(status)) return null;
  const left = status === "processing" && endsAt !== null && endsAt > now ? timeLeft(endsAt - now) : null;
  const said = [progress.message, amount(progress, unit), left].filter(
    (part) => part !== null && part !== "",
  );
  return said.join(" · ");
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

function amount({ done, total }: NonNullable<JobView["progress"]>, unit: string | undefined): string {
  const counted = unit === undefined ? "" : `\u00a0${unit}`;
  if (total === null) return unit === undefined ? "" : `${whole(done)}${counted}`;
  if (unit === undefined && total === 100) return `${Math.round(done)}\u00a0%`;
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
