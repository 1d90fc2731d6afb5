import { cancelRun } from "@/lib/jobs/transitions/cancel-run";
import type { HeldRun } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import { continueRun } from "@/lib/jobs/transitions/continue";
import { defer } from "@/lib/jobs/transitions/defer";
import { beginEffect, endEffect } from "@/lib/jobs/transitions/effect";
import { fail } from "@/lib/jobs/transitions/fail";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import { retry } from "@/lib/jobs/transitions/retry";
import type { Row, Settling } from "@/scripts/proof/check/row";
import * as rows from "@/scripts/proof/check/row";
import { type Command, pick, verify } from "./command";
import type { Engine } from "./engine";
import { charge } from "./job";

/** What a run may do that stalled and comes back: too late, or just in time. Without any of it, it died. */
export const ZOMBIE_DEEDS = [
  "completes",
  "retries",
  "fails",
  "times out",
  "continues",
  "defers",
  "sees its cancellation",
  "sends a heartbeat",
  "charges",
  "charges and dies before it has noted that",
] as const;

type Deed = (typeof ZOMBIE_DEEDS)[number];

export function zombieDeed(index: number, deed: Deed): Command {
  return {
    check: ({ zombies }) => zombies.length > 0,
    toString: () => `stalled run ${index} ${deed}`,
    async run(model, engine) {
      const zombie = pick(model.zombies, index);
      const job = model.world.jobs.find(({ jobId }) => jobId === zombie.jobId);
      if (job === undefined) throw new Error("A stalled run has its job.");
      const row = expected(job.row, zombie, deed);
      await act(engine, zombie, deed);
      await verify(model, engine, new Map([[zombie.jobId, row ?? job.row]]));
    },
  };
}

function expected(row: Row, { run }: HeldRun, deed: Deed): Row | null {
  const settling = SETTLINGS[deed];
  return settling === undefined ? rows.heartbeat(row, run) : rows.settle(row, run, settling);
}

/** The others hold the lease for a while longer. */
const SETTLINGS: Partial<Record<Deed, Settling>> = {
  completes: { verb: "complete" },
  retries: { verb: "retry" },
  fails: { verb: "fail", status: "failed" },
  "times out": { verb: "fail", status: "timeout" },
  continues: { verb: "continue" },
  defers: { verb: "defer" },
  "sees its cancellation": { verb: "cancelRun" },
};

const NOTHING = { json: null, note: null };

async function act({ db }: Engine, run: HeldRun, deed: Deed): Promise<unknown> {
  const settlement = { run, progress: null, error: null, messageId: null, appVersion: null };
  switch (deed) {
    case "completes":
      return complete(db, settlement, { json: '"by a stalled run"', note: null });
    case "retries":
      return retry(db, settlement, { inSeconds: 0 });
    case "fails":
      return fail(db, settlement, "failed");
    case "times out":
      return fail(db, settlement, "timeout");
    case "continues":
      return continueRun(db, settlement, { checkpoint: NOTHING, delaySeconds: 0 });
    case "defers":
      return defer(db, settlement, { inSeconds: 0 });
    case "sees its cancellation":
      return cancelRun(db, settlement);
    case "sends a heartbeat":
      return heartbeat(db, run, null);
    case "charges":
      return chargeOnce(db, run, true);
    case "charges and dies before it has noted that":
      return chargeOnce(db, run, false);
  }
}

/** As `ctx.once` does it, with a process that may die in between. */
async function chargeOnce(db: Engine["db"], { jobId, run }: HeldRun, isNoted: boolean): Promise<void> {
  const key = { jobId, run, key: "charge" };
  const begun = await beginEffect(db, key, NOTHING);
  if (begun === null || begun.state === "done") return;
  charge(jobId, `${jobId}-charge`);
  if (isNoted) await endEffect(db, key, NOTHING);
}
