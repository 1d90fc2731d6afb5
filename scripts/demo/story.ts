import { setTimeout as wait } from "node:timers/promises";
import { act, type Deeds } from "./act";
import type { Board } from "./board";
import { type Mail, readMailbox } from "./mailbox";
import { fireSchedule } from "./qstash";
import { rowsOf } from "./rows";
import type { DemoStack } from "./stack";
import { isSettled, pollJobs, type TrackedJob } from "./tracked-job";

const POLL_EVERY_MS = 300;
const RECONCILE_PATH = "/api/jobs/reconcile";
const RECONCILE_EVERY_MS = 5_000;

/** What happened, for the proofs. */
export type Story = Deeds & { jobs: TrackedJob[]; mails: Mail[] };

/**
 * Plays the main job as clients of the app would, shows how the jobs move, and ends when each is terminal.
 *
 * @throws {Error} naming the jobs that are not when the time is up.
 */
export async function playStory(stack: DemoStack, board: Board, limitMs: number): Promise<Story> {
  const jobs: TrackedJob[] = [];
  let deeds: Deeds | undefined;
  const acting = act(stack, jobs, board).then((done) => {
    deeds = done;
    return done;
  });
  const [done] = await Promise.all([acting, follow()]);
  return { ...done, jobs, mails: await readMailbox(stack.mailboxUrl) };

  async function follow(): Promise<void> {
    const until = performance.now() + limitMs;
    const nudge = createNudge(stack);
    for (;;) {
      await pollJobs(jobs);
      board.show(rowsOf(jobs));
      if (deeds && jobs.every(isSettled)) return;
      if (performance.now() > until) throw new Error(`Not done after ${limitMs / 1000} s: ${openJobs(jobs)}`);
      if (deeds) await nudge();
      await wait(POLL_EVERY_MS);
    }
  }
}

/** Reconcile picks up what a crash left lying. It is due every five minutes; the demo has less patience. */
function createNudge({ qstash }: DemoStack): () => Promise<void> {
  let lastAt = performance.now();
  return async () => {
    if (performance.now() - lastAt < RECONCILE_EVERY_MS) return;
    lastAt = performance.now();
    await fireSchedule(qstash, RECONCILE_PATH);
  };
}

function openJobs(jobs: TrackedJob[]): string {
  const open = jobs.filter((job) => !isSettled(job));
  return open.map(({ jobId, seen }) => `${jobId} is ${seen?.status ?? "unseen"}`).join(", ");
}
