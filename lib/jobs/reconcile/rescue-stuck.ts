import { database } from "@/lib/db/client";
import { followThrough } from "@/lib/jobs/publishing/follow-through";
import { publish } from "@/lib/jobs/publishing/publish";
import { claimOverdue } from "@/lib/jobs/transitions/claim-overdue";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import type { Seen } from "@/lib/jobs/transitions/move-unheld";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { announce } from "./announce";
import { lapsed } from "./candidates";
import { isGone } from "./is-gone";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Questions to QStash in one pass, all at once: its burst limit is about 100 a second (protocol §1.3). */
const QUESTIONS_MAX = 50;

/** Gives runs that stopped without a word, and rows whose message is gone, a new one; or ends them. */
export async function rescueStuck(): Promise<Partial<Tally>> {
  const { seen, left } = await stuck();
  const rescued = await rescue(database(), seen);
  const exhausted = await exhaust(database(), seen);
  announce({ rescued, exhausted });
  await followThrough(exhausted.consequences);
  return {
    rescued: rescued.moved.length,
    exhausted: exhausted.moved.length,
    left,
    published: await publish(rescued.moved),
  };
}

async function stuck(): Promise<{ seen: Seen[]; left: number }> {
  const lost = await lapsed(database(), PASS_MAX);
  const late = await claimOverdue(database(), QUESTIONS_MAX);
  const answers = await Promise.all(late.map(({ messageId }) => isGone(messageId)));
  const gone = late.filter((_, index) => answers[index]);
  return { seen: [...lost, ...gone], left: late.length - gone.length };
}
