import { z } from "zod";

const TERMINAL = ["completed", "failed", "timeout", "cancelled"];

const time = z.iso.datetime().transform((text) => Date.parse(text));
const problem = z.object({ message: z.string().optional(), detail: z.string().optional() }).nullish();

/** What `GET /api/v1/status/{jobId}` answers, as far as it is shown here; times in ms. */
export const jobStatus = z.object({
  jobId: z.string(),
  status: z.string(),
  attempts: z.array(
    z.object({ outcome: z.string(), startedAt: time, finishedAt: time.nullable(), error: problem }),
  ),
  error: problem,
  createdAt: time,
  startedAt: time.nullable(),
  nextAttemptAt: time.nullish(),
});

export type JobStatus = z.output<typeof jobStatus>;

/** Will it change no more? */
export function isTerminal({ status }: JobStatus): boolean {
  return TERMINAL.includes(status);
}

/** From the order to the first run, in ms; null before it. */
export function waitMs({ attempts, startedAt, createdAt }: JobStatus): number | null {
  const first = attempts[0]?.startedAt ?? startedAt;
  return first === null ? null : first - createdAt;
}

/** Time spent running, over all attempts, in ms; null while none has ended. */
export function runMs({ attempts }: JobStatus): number | null {
  if (attempts.length === 0) return null;
  return attempts.reduce(
    (sum, { startedAt, finishedAt }) => sum + ((finishedAt ?? startedAt) - startedAt),
    0,
  );
}
