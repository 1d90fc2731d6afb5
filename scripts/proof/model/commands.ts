import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import * as fc from "fast-check";
import { enqueue } from "@/lib/jobs/enqueue";
import { publish } from "@/lib/jobs/publishing/publish";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { claim } from "@/lib/jobs/transitions/claim";
import { unpark } from "@/lib/jobs/transitions/park";
import { revive } from "@/lib/jobs/transitions/revive";
import type { Row } from "@/scripts/proof/check/row";
import * as rows from "@/scripts/proof/check/row";
import { type Command, onAll, onJob } from "./command";
import type { Engine } from "./engine";
import { ACTS, acts, modelJob } from "./job";
import { afterCallback, afterClaim, afterDelivery, afterReconcile } from "./predict";
import { PORT_FAULTS } from "./qstash-port";
import type { Job } from "./snapshot";
import { ZOMBIE_DEEDS, zombieDeed } from "./zombies";

const which = fc.nat(9);
const legs = fc.constantFrom(0, 0, 0, 0, -1, 1);

/** Everything that may happen, in the shares in which it makes stories interesting. */
export function anyCommand(): fc.Arbitrary<Command>[] {
  const deliveries = fc.tuple(which, legs, fc.constantFrom(...ACTS));
  return [
    fc.tuple(fc.nat(2), fc.constantFrom(...PORT_FAULTS, "none", "none")).map((given) => enqueuing(...given)),
    ...Array.from({ length: 4 }, () => deliveries.map((given) => delivery(...given))),
    which.map(stall),
    which.map(stall),
    fc.tuple(which, fc.constantFrom(...ZOMBIE_DEEDS)).map((given) => zombieDeed(...given)),
    fc.tuple(which, fc.constantFrom(...ZOMBIE_DEEDS)).map((given) => zombieDeed(...given)),
    which.map(lapse),
    which.map(hours),
    which.map(tooLate),
    which.map(abandon),
    which.map((index) =>
      personal("a person cancels", index, rows.cancel, ({ db }, { jobId }) => cancel(db, [jobId])),
    ),
    which.map((index) => personal("a person revives", index, rows.revive, revived)),
    fc.constant(pause()),
    fc.constant(resume()),
    fc.boolean().map(pass),
    fc.boolean().map(pass),
    fc.tuple(which, legs).map((given) => callback(...given)),
  ];
}

function enqueuing(retries: number, fault: (typeof PORT_FAULTS)[number]): Command {
  return onAll(`enqueue with ${retries} retries (QStash: ${fault})`, {
    expected: () => new Map(),
    async act({ qstash }) {
      qstash.fault = fault;
      await enqueue(modelJob, {}, { retries, publish: "now" });
      qstash.fault = "none";
    },
  });
}

function delivery(index: number, offset: number, act: (typeof ACTS)[number]): Command {
  return onJob(`deliver leg ${signed(offset)} of job ${index}, to ${act}`, index, {
    expected: (world, job) => one(job, afterDelivery(world, job, legOf(job, offset), act)),
    async act(engine, job) {
      acts.set(job.jobId, act);
      const message = { jobId: job.jobId, leg: legOf(job, offset) };
      if (message.leg > 0) await engine.deliver(message);
    },
  });
}

/** A run that claims its job and is not heard of for a while, or for ever. */
function stall(index: number): Command {
  return onJob(`job ${index} is claimed by a run that stalls`, index, {
    expected: (world, job) => one(job, afterClaim(world, job, legOf(job, 0))),
    async act({ db }, job, model) {
      const message = { jobId: job.jobId, type: modelJob.type, leg: legOf(job, 0) };
      const answer = await claim(db, { ...message, claimId: randomUUID() });
      if (answer.claimed) model.zombies.push(answer.held);
    },
  });
}

function lapse(index: number): Command {
  return aged(
    `the lease of job ${index} lapses`,
    index,
    sql`lease_until = lease_until - interval '1 hour'`,
    (row) => (row.status === "processing" ? { ...row, hasLapsed: true } : null),
  );
}

function hours(index: number): Command {
  const set = sql`next_attempt_at = ${past(sql`next_attempt_at`)},
    not_before = ${past(sql`coalesce(not_before, clock_timestamp())`)}, published_at = ${past(sql`published_at`)},
    publish_claimed_until = case when published_at is null then publish_claimed_until end`;
  return aged(`ten hours pass for job ${index}`, index, set, (row) => row);
}

function past(moment: SQL): SQL {
  return sql`${moment} - interval '10 hours'`;
}

function tooLate(index: number): Command {
  const set = sql`deadline_at = clock_timestamp() - interval '1 second'`;
  return aged(`the deadline of job ${index} passes`, index, set, (row) =>
    rows.isOpen(row) ? { ...row, isLate: true } : null,
  );
}

function abandon(index: number): Command {
  const set = sql`publish_claimed_until = clock_timestamp() - interval '1 second'`;
  return aged(
    `whoever publishes job ${index} dies`,
    index,
    set,
    (row) => row,
    sql`published_at is null and parked_reason is null`,
  );
}

function aged(
  label: string,
  index: number,
  set: SQL,
  change: (row: Row) => Row | null,
  condition: SQL = sql`completed_at is null`,
): Command {
  return onJob(label, index, {
    expected: (_, job) => one(job, change(job.row)),
    act: ({ db }, { jobId }) =>
      db.execute(sql`update job_executions set ${set} where job_id = ${jobId}::uuid and ${condition}`),
  });
}

function personal(
  label: string,
  index: number,
  verb: (row: Row) => Row | null,
  act: (engine: Engine, job: Job) => Promise<unknown>,
): Command {
  return onJob(`${label} job ${index}`, index, { expected: (_, job) => one(job, verb(job.row)), act });
}

async function revived({ db }: Engine, { jobId }: Job): Promise<void> {
  await publish(await revive(db, [jobId], { userId: null }));
}

function pause(): Command {
  return onAll("the type is paused", {
    expected: () => new Map(),
    act: ({ db }) =>
      db.execute(sql`insert into job_pauses (job_type) values (${modelJob.type}) on conflict do nothing`),
  });
}

function resume(): Command {
  return onAll("the type is resumed", {
    expected: ({ jobs }) => new Map(jobs.map((job) => [job.jobId, rows.unpark(job.row) ?? job.row])),
    async act({ db }) {
      await db.execute(sql`delete from job_pauses`);
      await publish(await unpark(db, 100));
    },
  });
}

function pass(forgets: boolean): Command {
  return onAll(`reconcile, while QStash knows ${forgets ? "none" : "all"} of its messages`, {
    expected: (world) => new Map(world.jobs.map((job) => [job.jobId, afterReconcile(world, job, forgets)])),
    async act({ qstash }) {
      qstash.forgets = forgets;
      await reconcile();
    },
    publishesAll: true,
  });
}

function callback(index: number, offset: number): Command {
  return onJob(`a failure callback of leg ${signed(offset)} of job ${index}`, index, {
    expected: (_, job) => one(job, afterCallback(job, legOf(job, offset))),
    async act(engine, job) {
      const message = { jobId: job.jobId, leg: legOf(job, offset) };
      if (message.leg > 0) await engine.callBack(message);
    },
  });
}

/** A parked row has no message of its leg yet: what comes is of the leg before. */
function legOf({ row }: Job, offset: number): number {
  return row.isParked ? row.leg - 1 : row.leg + offset;
}

function one(job: Job, row: Row | null): Map<string, Row> {
  return new Map([[job.jobId, row ?? job.row]]);
}

function signed(offset: number): string {
  return offset === 0 ? "now" : offset < 0 ? "before" : "to come";
}
