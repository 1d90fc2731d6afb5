import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { timeRange } from "@/app/admin/jobs/_overview/time-range";
import { type Executor, query } from "@/lib/db/database";
import { readAlerts } from "@/lib/jobs/alerts/read-alerts";
import { prepareBatch } from "@/lib/jobs/enqueue-batch";
import { insertMany } from "@/lib/jobs/insert";
import { groupErrors } from "@/lib/jobs/metrics/group-errors";
import { pruneMetrics } from "@/lib/jobs/metrics/prune-metrics";
import { readSeries } from "@/lib/jobs/metrics/read-metrics";
import { readUncounted } from "@/lib/jobs/metrics/read-uncounted";
import { nextWindow } from "@/lib/jobs/metrics/roll-up";
import { rollWindow } from "@/lib/jobs/metrics/roll-window";
import { sampleStatement } from "@/lib/jobs/metrics/sample-depths";
import { prepare } from "@/lib/jobs/prepare";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import { readAttempts } from "@/lib/jobs/reading/read-attempts";
import { readAttention } from "@/lib/jobs/reading/read-attention";
import { readAudit } from "@/lib/jobs/reading/read-audit";
import { readCarried } from "@/lib/jobs/reading/read-carried";
import { readDeploys } from "@/lib/jobs/reading/read-deploys";
import { readEffects } from "@/lib/jobs/reading/read-effects";
import { readJob } from "@/lib/jobs/reading/read-job";
import { readLogs } from "@/lib/jobs/reading/read-logs";
import { readPulse } from "@/lib/jobs/reading/read-pulse";
import { readFamily } from "@/lib/jobs/reading/read-relatives";
import { readStanding } from "@/lib/jobs/reading/read-standing";
import { flagged, flaggedBatches, lapsed, pastDeadline } from "@/lib/jobs/reconcile/candidates";
import { overdueSchedules } from "@/lib/jobs/reconcile/make-up-missed";
import { childrenOf } from "@/lib/jobs/relatives";
import { tickedSince } from "@/lib/jobs/schedules/occurrences";
import { claimUnregistered } from "@/lib/jobs/schedules/register";
import { lockSchedule } from "@/lib/jobs/schedules/row";
import { insertBatch } from "@/lib/jobs/transitions/batch";
import { cancel, cancelChildren } from "@/lib/jobs/transitions/cancel";
import { cancelFlagged } from "@/lib/jobs/transitions/cancel-flagged";
import { claim, type HeldRun } from "@/lib/jobs/transitions/claim";
import { claimOverdue } from "@/lib/jobs/transitions/claim-overdue";
import { complete } from "@/lib/jobs/transitions/complete";
import { idleKeys, lapsedHolders, letOn } from "@/lib/jobs/transitions/concurrency";
import { beginEffect } from "@/lib/jobs/transitions/effect";
import { erase } from "@/lib/jobs/transitions/erase";
import { exhaust } from "@/lib/jobs/transitions/exhaust";
import { expire } from "@/lib/jobs/transitions/expire";
import { hasten } from "@/lib/jobs/transitions/hasten";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { occur } from "@/lib/jobs/transitions/occur";
import { countForDeploy, unpark, unparkKnown } from "@/lib/jobs/transitions/park";
import { prune } from "@/lib/jobs/transitions/prune";
import { pruneAudit, pruneBatches, pruneOccurrences } from "@/lib/jobs/transitions/prune-leavings";
import { claimUnpublished, notePublished } from "@/lib/jobs/transitions/publish";
import { countUncounted, recountBatches } from "@/lib/jobs/transitions/repair-batches";
import { rescue } from "@/lib/jobs/transitions/rescue";
import { revive } from "@/lib/jobs/transitions/revive";
import type { Settlement } from "@/lib/jobs/transitions/settle-run";
import { wake } from "@/lib/jobs/transitions/wake";
import { findJobsForActor } from "@/lib/jobs/view";
import { deliveriesOf } from "@/lib/outgoing-webhooks/deliveries";
import { exercise } from "@/tests/helpers/exercise-job";
import { alter, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { gatedJob } from "@/tests/limits/gated-job";

const FINISHED = 200_000;

/** Blocks of 8 KB that a statement may touch for each row that it is about, whatever lies in the table. */
const BUFFERS_MAX = 400;

/** Of many jobs, none of them of organization 7. */
const BATCH_OF_OTHERS = randomUUID();

let world: World;
/** A job that is about to begin, a run that is the last of a batch whose parent waits, and one that has failed. */
let open: Leg;
let child: HeldRun;
/** Comes to a key that is taken, and of which others are in line. */
let keyed: Leg;
/** The last one in that line. */
let inLine: string;
let failed: string;
let batchId: string;
beforeAll(async () => {
  world = await startWorld([]);
  await sendTomorrow(4_000);
  await finish(FINISHED);
  await insertMany(world.db, await Promise.all(Array.from({ length: 900 }, () => prepare(capped, {}, OURS))));
  open = await plant(world.db, { act: "return" }, { idempotencyKey: "open" });
  keyed = await standInLine(300);
  failed = (await plant(world.db)).jobId;
  await alter(world.db, failed, sql`status = 'failed', completed_at = clock_timestamp()`);
  const parent = await plant(world.db);
  const payloads = [{ act: "return" as const }];
  const { batch, children } = await prepareBatch(exercise, payloads, {}, { waiter: parent.jobId });
  batchId = batch.batchId;
  await insertBatch(world.db, batch);
  await insertMany(world.db, children);
  await alter(world.db, parent.jobId, sql`status = 'waiting', waits_for = ${batchId}::uuid`);
  const jobId = children[0]?.jobId ?? "";
  const claimed = await claim(world.db, { jobId, type: exercise.type, leg: 1, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error("Nobody else runs it.");
  child = claimed.held;
  await world.db.execute(sql`insert into job_metrics_state (counted_until) values (${ago(2)}::timestamptz)`);
  await world.db.execute(sql`vacuum analyze job_executions, job_attempts, job_batches, job_audit,
    job_standing_follow_ups, schedules, schedule_occurrences, job_error_counts`);
}, 120_000);
afterAll(() => world.stop());

async function standInLine(count: number): Promise<Leg> {
  const options = { ...OURS, concurrencyKey: "line" };
  const holder = await plant(world.db, { act: "return" }, options);
  await claim(world.db, { ...holder, claimId: randomUUID() });
  const rows = await Promise.all(
    Array.from({ length: count }, () => prepare(exercise, { act: "return" }, options)),
  );
  await insertMany(world.db, rows);
  await world.db.execute(sql`
    update job_executions set parked_reason = 'concurrency' where concurrency_key = '1:line' and status = 'pending'`);
  const [last] = await query(
    world.db,
    z.object({ jobId: z.uuid() }),
    sql`select job_id as "jobId" from job_executions where parked_reason is not null order by job_id desc limit 1`,
  );
  inLine = last?.jobId ?? "";
  return plant(world.db, { act: "return" }, options);
}

/** Jobs that are open, and that QStash has, and that are not due. */
async function sendTomorrow(count: number): Promise<void> {
  await world.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload, payload_hash, endpoint, max_retries,
      timeout_seconds, backoff_seconds, published_at, message_id, not_before)
    select job_new_id(), 'type-' || n % 10, 'pending', '{"act":"return"}', md5(n::text), '/api/jobs/exercise', 3, 30,
      array[10, 60], clock_timestamp(), 'msg-' || n, clock_timestamp() + interval '1 day'
    from generate_series(1, ${count}::int) as n`);
}

const NOTHING = { json: null, note: null };
const ended = (run: Settlement["run"]) => ({
  run,
  progress: null,
  error: null,
  messageId: null,
  appVersion: null,
});
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const MINUTE = { from: ago(60), to: ago(59), hasRows: true, isLast: false };
const { job: capped } = gatedJob("capped", { openJobs: { perOrganization: 1000 } });
const OURS = { actor: { userId: 1, organizationId: 1 } };

const tick = {
  scheduleId: "nightly-7",
  at: new Date("2027-01-01"),
  cause: "fired",
  jobId: randomUUID(),
  outcome: null,
  skipsOverlap: true,
  depthMax: 1000,
  notBefore: null,
} as const;

/** Every statement that runs with each job, with each pass of reconcile, or with each poll. */
const STATEMENTS: Record<string, (executor: Executor) => Promise<unknown>> = {
  enqueue: async (executor) => insertMany(executor, [await prepare(exercise, { act: "return" }, {})]),
  "enqueue with a key": async (executor) =>
    insertMany(executor, [await prepare(exercise, { act: "return" }, { idempotencyKey: "open" })]),
  "enqueue below a cap": async (executor) => insertMany(executor, [await prepare(capped, {}, OURS)]),
  "enqueue 500": async (executor) =>
    insertMany(
      executor,
      await Promise.all(Array.from({ length: 500 }, () => prepare(exercise, { act: "return" }, {}))),
    ),
  debounce: async (executor) =>
    insertMany(executor, [await prepare(exercise, { act: "return" }, { debounceKey: "d" })]),
  "publish note": (executor) => notePublished(executor, [{ ...open, messageId: "msg" }], 99),
  "publish what was left": (executor) => claimUnpublished(executor, 100),
  claim: (executor) => claim(executor, { ...open, claimId: randomUUID() }),
  "claim with a key": (executor) => claim(executor, { ...keyed, claimId: randomUUID() }),
  "let on": (executor) => letOn(executor, "1:line"),
  "find keys that are idle": (executor) => idleKeys(executor, 100),
  "find lapsed runs of a key": (executor) => lapsedHolders(executor, "1:line"),
  heartbeat: (executor) => heartbeat(executor, child, null),
  "complete, plain": (executor) => complete(executor, ended({ ...child, isPlain: true }), NOTHING),
  "complete, as the last of a batch": (executor) => complete(executor, ended(child), NOTHING),
  "begin an effect": (executor) => beginEffect(executor, { ...child, key: "mail" }, NOTHING),
  cancel: (executor) => cancel(executor, [open.jobId]),
  "cancel children": (executor) => cancelChildren(executor, batchId, 100),
  revive: (executor) => revive(executor, [failed], { userId: null }),
  "find lapsed": (executor) => lapsed(executor, 100),
  "find past their deadline": (executor) => pastDeadline(executor, 100),
  "find what is to be cancelled": (executor) => flagged(executor, 100),
  "find batches that are to end": (executor) => flaggedBatches(executor, 100),
  "cancel what is flagged": (executor) => cancelFlagged(executor, [open]),
  "claim overdue": (executor) => claimOverdue(executor, 50),
  expire: (executor) => expire(executor, [open]),
  rescue: (executor) => rescue(executor, [open]),
  exhaust: (executor) => exhaust(executor, [open]),
  wake: (executor) => wake(executor, 100),
  unpark: (executor) => unpark(executor, 100),
  "unpark for a deploy": (executor) =>
    unparkKnown(executor, [{ type: "exercise", payloadVersion: 1, endpoint: "/" }], 100),
  "count what waits for a deploy": (executor) => countForDeploy(executor, 100),
  "count uncounted ends": (executor) => countUncounted(executor, 100),
  "recount batches": (executor) => recountBatches(executor, 100),
  erase: (executor) => erase(executor, 500),
  "list all": (executor) => listJobs(executor, {}),
  "list a page further down": (executor) => listJobs(executor, {}, { before: open.jobId }),
  "list what is open": (executor) => listJobs(executor, { isOpen: true }),
  "list what failed": (executor) => listJobs(executor, { statuses: ["failed"] }),
  "list a type": (executor) => listJobs(executor, { types: ["type-3"] }),
  "list an organization": (executor) => listJobs(executor, { organizationId: 7 }),
  "list what somebody may see": (executor) =>
    listJobs(executor, { visibleTo: { userId: 7, organizationId: 7 } }),
  "list a batch of others": (executor) =>
    listJobs(executor, { batchId: BATCH_OF_OTHERS, visibleTo: { userId: 7, organizationId: 7 } }),
  "list a schedule": (executor) => listJobs(executor, { scheduleId: "nightly-1" }),
  pulse: readPulse,
  "where open jobs stand": readStanding,
  "what needs attention": readAttention,
  "what was not counted yet": readUncounted,
  "a day's metrics": (executor) => readSeries(executor, timeRange("24h", Date.now())),
  "a day's deploys": (executor) => readDeploys(executor, timeRange("24h", Date.now())),
  "alerts that fire": (executor) => readAlerts(executor, { since: new Date() }),
  "a job's page": async (executor) => {
    const job = await readJob(executor, child.jobId);
    if (job === null) throw new Error("It is there.");
    await readFamily(executor, job);
    await readCarried(executor, child.jobId, () => undefined);
    await readAttempts(executor, child.jobId);
    await readLogs(executor, child.jobId);
    await readEffects(executor, child.jobId);
    await readAudit(executor, child.jobId);
  },
  "the page of a job in line": (executor) => readJob(executor, inLine),
  hasten: (executor) => hasten(executor, open.jobId, { userId: null }),
  prune: (executor) => prune(executor, { status: "failed", days: 90, max: null }, null, 500),
  "prune, from a place on": (executor) =>
    prune(
      executor,
      { status: "completed", days: 30, max: null },
      { completedAt: "2020-01-01", jobId: open.jobId },
      500,
    ),
  "prune batches": (executor) => pruneBatches(executor, 90, 500),
  "prune the audit": (executor) => pruneAudit(executor, 365, 500),
  "find what to count": (executor) => nextWindow(executor, 0),
  "count a minute": (executor) => executor.execute(rollWindow(MINUTE)),
  "group a minute's errors": (executor) => executor.execute(groupErrors(MINUTE)),
  "sample the depth of the queues": (executor) => executor.execute(sampleStatement()),
  "prune the metrics": (executor) => pruneMetrics(executor, { keepDays: 90 }),
  "find overdue schedules": (executor) => overdueSchedules(executor, 100),
  "find schedules that QStash does not know": (executor) => claimUnregistered(executor, 100),
  "lock a schedule": (executor) => lockSchedule(executor, "nightly-7"),
  "find its ticks": (executor) => tickedSince(executor, "nightly-7", new Date("2026-02-03")),
  "let a tick occur": (executor) => occur(executor, tick),
  "prune occurrences": (executor) => pruneOccurrences(executor, 90, 500),
  status: (executor) =>
    findJobsForActor(executor, { userId: 1, organizationId: 1, role: "member", staff: "none" }, [open.jobId]),
  "an endpoint's deliveries": (executor) =>
    deliveriesOf(executor, { endpointId: randomUUID(), organizationId: 1 }, sql`true`, 51),
  children: async (executor) => {
    for await (const child of childrenOf(executor, batchId)) return child;
    return null;
  },
};

describe(`with ${FINISHED.toLocaleString("en")} finished jobs`, () => {
  it.each(Object.entries(STATEMENTS))(
    "%s reads no more than a few blocks, all by an index",
    async (name, run) => {
      for (const statement of await statementsOf(run)) {
        const plan = await explain(statement);
        expect(seqScans(plan)).toEqual([]);
        expect(plan.blocks).toBeLessThan(BUFFERS_MAX * rowsOf(name));
      }
    },
  );
});

/** Rows that a statement is about; the fifty of a list lie together, mostly. */
function rowsOf(name: string): number {
  if (name === "enqueue 500") return 500;
  if (name === "count a minute") return 150;
  return name.startsWith("list ") ? 2 : 1;
}

/** What the verb would execute; nothing of it is kept. */
async function statementsOf(run: (executor: Executor) => Promise<unknown>): Promise<SQL[]> {
  const statements: SQL[] = [];
  await rolledBack((tx) => {
    const recording = new Proxy(tx, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== "execute" || typeof value !== "function") return value;
        return (statement: SQL) => {
          statements.push(statement);
          return Reflect.apply(value, target, [statement]) as unknown;
        };
      },
    });
    return run(recording);
  });
  expect(statements).not.toEqual([]);
  return statements;
}

type Node = { "Node Type": string; "Relation Name"?: string; Plans?: Node[] };

const node: z.ZodType<Node> = z.object({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  get Plans() {
    return z.array(node).optional();
  },
});

const plans = z.tuple([
  z.object({
    Plan: z.object({ "Shared Hit Blocks": z.number(), "Shared Read Blocks": z.number() }).and(node),
  }),
]);

async function explain(statement: SQL): Promise<{ root: Node; blocks: number }> {
  let plan: z.output<typeof plans> | undefined;
  await rolledBack(async (tx) => {
    const [row] = await query(
      tx,
      z.object({ "QUERY PLAN": plans }),
      sql`explain (analyze, buffers, format json) ${statement}`,
    );
    plan = row?.["QUERY PLAN"];
  });
  if (plan === undefined) throw new Error("EXPLAIN answers with one row.");
  const root = plan[0].Plan;
  return { root, blocks: root["Shared Hit Blocks"] + root["Shared Read Blocks"] };
}

const SCANNED_NEVER = new Set([
  "job_executions",
  "job_attempts",
  "job_standing_follow_ups",
  "schedules",
  "schedule_occurrences",
]);

/** Tables with finished jobs in them that the plan reads from one end to the other, or would. */
function seqScans({ root }: { root: Node }): string[] {
  const below = (root.Plans ?? []).flatMap((plan) => seqScans({ root: plan }));
  const { "Node Type": type, "Relation Name": relation = "" } = root;
  const isScan = type === "Seq Scan" && SCANNED_NEVER.has(relation);
  return isScan ? [...below, relation] : below;
}

class RolledBack extends Error {}

async function rolledBack(work: (tx: Executor) => Promise<unknown>): Promise<void> {
  await world.db
    .transaction(async (tx) => {
      await work(tx);
      throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
}

/** Finished jobs of many types, organizations and ends, a tenth of them in batches, over the last 22 hours. */
async function finish(count: number): Promise<void> {
  // In parts: on a busy machine the whole takes longer than a statement may.
  for (let first = 1; first <= count; first += PART) await finishPart(first);
  await world.db.execute(sql`
    insert into job_batches (batch_id, total, completed, closed_at)
    select batch_id, count(*), count(*), clock_timestamp() from job_executions
    where batch_id is not null group by batch_id`);
  await world.db.execute(sql`
    insert into job_standing_follow_ups (follow_up_id, organization_id, on_success, on_failure, spec)
    select job_new_id(), n, true, true, '{"type":"listener","payload":{}}' from generate_series(1, 20000) as n`);
  await world.db.execute(sql`
    insert into job_error_counts (bucket, job_type, fingerprint, count)
    select date_trunc('hour', clock_timestamp()) - make_interval(hours => n % 2000), 'exercise', concat('print-', n), 1
    from generate_series(1, 100000) as n`);
  await world.db.execute(sql`
    insert into job_audit (action) select 'revive' from generate_series(1, 20000)`);
  await world.db.execute(sql`
    insert into schedules (id, job_type, execution, cron, timezone, rules, next_tick_at, registered_at)
    select 'nightly-' || n, 'exercise', '{"type":"exercise","payload":{"act":"return"},"payloadHash":"","endpoint":"/",
      "maxRetries":0,"maxContinuations":0,"timeoutSeconds":1,"backoffSeconds":[1],"backoffJitter":0,"priority":0}'::jsonb,
      '0 2 * * *', 'UTC', '{}'::jsonb, clock_timestamp() + make_interval(secs => n), clock_timestamp()
    from generate_series(1, 5000) as n`);
  await world.db.execute(sql`
    insert into schedule_occurrences (schedule_id, tick, cause, outcome)
    select 'nightly-' || n % 50, timestamptz '2026-01-01' + make_interval(mins => n), 'fired', 'overlapped'
    from generate_series(1, 50000) as n`);
}

const PART = 25_000;

async function finishPart(first: number): Promise<void> {
  await world.db.execute(sql`
    insert into job_executions (job_id, job_type, status, payload, payload_hash, endpoint, max_retries,
      timeout_seconds, backoff_seconds, run, attempt, user_id, organization_id, batch_id, batch_counted,
      idempotency_key, erase_payload_after_seconds, published_at, message_id, started_at, run_started_at, completed_at, created_at)
    select job_new_id(), 'type-' || n % 10, (array['completed', 'completed', 'failed', 'timeout', 'cancelled'])[1 + n % 5]::job_status,
      '{"act":"return"}', md5(n::text), '/api/jobs/exercise', 3, 30, array[10, 60], 1, 1, n % 1000, n % 100,
      case when n % 20 = 10 then ${BATCH_OF_OTHERS}::uuid when n % 10 = 0 then md5((n / 1000)::text)::uuid end, n % 10 = 0, case when n % 3 = 0 then 'key-' || n end,
      case when n % 2 = 0 then 86400 * (1 + n % 3) end,
      clock_timestamp(), 'msg-' || n, at, at, at, at
    from generate_series(${first}::int, ${first + PART - 1}::int) as n,
      lateral (select clock_timestamp() - make_interval(secs => (${FINISHED}::int - n) * 0.4) as at) as ended`);
  await world.db.execute(sql`
    insert into job_attempts (job_id, run, leg, attempt, outcome, started_at, finished_at, app_version)
    select job_id, 1, 1, 1, 'completed', started_at, completed_at,
      'deploy-' || floor(extract(epoch from completed_at) / 40000)
    from job_executions j
    where completed_at is not null and not exists (select from job_attempts a where a.job_id = j.job_id)`);
}
