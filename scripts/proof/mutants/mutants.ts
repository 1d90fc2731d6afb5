/** One replacement in one file; `find` must be there exactly `times` times (default once), or at least once. */
export type Edit = { file: string; find: string; replace: string; times?: number | "all" };

/** A design mistake that somebody could make, and the few test files that must notice it. */
export type Mutant = { edits: readonly Edit[]; tests: readonly string[] };

const SETTLE = "lib/jobs/transitions/settle-run.ts";
const FENCE = "where job_id = ${jobId}::uuid and run = ${run} and status = 'processing'";
const MOVE_UNHELD = "lib/jobs/transitions/move-unheld.ts";
const EFFECT = "lib/jobs/transitions/effect.ts";
const PUBLISH = "lib/jobs/publishing/publish.ts";

/** Transitions whose times a long transaction would freeze. */
const TIMED = [
  "claim",
  "heartbeat",
  "settle-run",
  "complete",
  "retry",
  "new-leg",
  "rescue",
  "move",
  "move-unheld",
];

export const MUTANTS: Record<string, Mutant> = {
  "no fence": {
    edits: [{ file: SETTLE, find: FENCE, replace: "where job_id = ${jobId}::uuid", times: 2 }],
    tests: ["tests/jobs/lost-runs.test.ts"],
  },
  "a fence of the status alone": {
    edits: [
      {
        file: SETTLE,
        find: FENCE,
        replace: "where job_id = ${jobId}::uuid and status = 'processing'",
        times: 2,
      },
    ],
    tests: ["tests/jobs/lost-runs.test.ts"],
  },
  "a claim that reads and then writes": {
    edits: [
      {
        file: "lib/jobs/transitions/claim.ts",
        find: "where job_id = ${jobId}::uuid\n      for update\n",
        replace: "where job_id = ${jobId}::uuid\n",
      },
    ],
    tests: ["tests/jobs/claims.test.ts"],
  },
  "a claim that asks for no place of its key": {
    edits: [
      {
        file: "lib/jobs/transitions/claim.ts",
        find: "and (found.concurrency_key is null or own.slot is not null)",
        replace: "",
      },
      {
        file: "lib/jobs/transitions/concurrency.ts",
        find: "else job_concurrency_slot(found.job_id, found.concurrency_key, found.concurrency_limit)",
        replace: "else (random() * 30000)::smallint",
      },
    ],
    tests: ["tests/limits/concurrency-key.test.ts"],
  },
  "a key that is freed and tells nobody": {
    edits: [
      {
        file: "lib/jobs/worker/work.ts",
        find: "  if (held.concurrencyKey !== null) await letOnNext(held.concurrencyKey);\n",
        replace: "",
      },
    ],
    tests: ["tests/limits/concurrency-key.test.ts"],
  },
  "a first claim of a job that runs": {
    edits: [
      {
        file: "lib/jobs/transitions/claim.ts",
        find: "and status = 'pending' and next_attempt_at is null",
        replace: "and next_attempt_at is null",
      },
    ],
    tests: ["tests/jobs/claims.test.ts"],
  },
  "a random effect key": {
    edits: [
      {
        file: "lib/jobs/worker/once.ts",
        find: "idempotencyKey: `${jobId}-${key}`",
        replace: "idempotencyKey: `${jobId}-${key}-${Math.random()}`",
      },
    ],
    tests: ["tests/jobs/crashes.test.ts"],
  },
  "a refusal that stands for earlier calls": {
    edits: [
      {
        file: EFFECT,
        find: "state = case when calls = 1 then 'refused' else 'sending' end::job_effect_state",
        replace: "state = 'refused'",
      },
    ],
    tests: ["tests/jobs/effects.test.ts"],
  },
  "a repeated call that is not counted": {
    edits: [{ file: EFFECT, find: "else effect.calls + 1 end", replace: "else effect.calls end" }],
    tests: ["tests/jobs/effects.test.ts"],
  },
  "nobody publishes what did not leave": {
    edits: [
      {
        file: "lib/jobs/transitions/publish.ts",
        find: "where published_at is null and parked_reason is null",
        replace: "where false and published_at is null and parked_reason is null",
      },
    ],
    tests: ["tests/jobs/publishing.test.ts"],
  },
  "the message before the row": {
    edits: [
      {
        file: "lib/jobs/enqueue.ts",
        find: "async () =>\n    insert(database(), await prepare(job, payload, options)),",
        replace: `async () => {
    const row = await prepare(job, payload, options);
    const { firstLeg } = await import("./transitions/leg");
    await publishSoon([firstLeg(row, { dueInSeconds: 0, foreignOwner: null })]);
    return insert(database(), row);
  }`,
      },
    ],
    tests: ["tests/jobs/row-before-message.test.ts"],
  },
  "no reconcile": {
    edits: [
      {
        file: "lib/jobs/reconcile/reconcile.ts",
        find: "of Object.entries(STEPS)",
        replace: "of Object.entries<Step>({})",
      },
    ],
    tests: ["tests/jobs/reconcile.test.ts"],
  },
  "a reconcile that reads and then writes": {
    edits: [
      {
        file: MOVE_UNHELD,
        find: "and (found.status <> 'processing' or found.lease_until < clock_timestamp())",
        replace: "",
      },
    ],
    tests: ["tests/jobs/transitions.test.ts"],
  },
  "failed after each attempt": {
    edits: [
      {
        file: "lib/jobs/transitions/retry.ts",
        find: "sql`status = 'retrying',",
        replace: "sql`status = 'failed', completed_at = clock_timestamp(),",
      },
    ],
    tests: ["tests/jobs/run.test.ts"],
  },
  "a constant deduplication id": {
    edits: [{ file: PUBLISH, find: "-${leg.jobId}-${leg.leg}`", replace: "-${leg.jobId}`" }],
    tests: ["tests/jobs/failure-callback.test.ts"],
  },
  "the time of the transaction": {
    edits: TIMED.map((file) => ({
      file: `lib/jobs/transitions/${file}.ts`,
      find: "clock_timestamp()",
      replace: "now()",
      times: "all",
    })),
    tests: ["tests/jobs/transaction-time.test.ts"],
  },
  "a failure callback of any leg": {
    edits: [{ file: MOVE_UNHELD, find: " and found.leg = seen.leg", replace: "" }],
    tests: ["tests/jobs/failure-callback.test.ts"],
  },
  "an end that counts twice": {
    edits: [
      {
        file: "lib/jobs/transitions/move.ts",
        find: "found.batch_id is not null and not found.batch_counted and",
        replace: "found.batch_id is not null and",
      },
      {
        file: SETTLE,
        find: "batch_id is not null and not batch_counted and",
        replace: "batch_id is not null and",
      },
      {
        file: "lib/jobs/transitions/consequences.ts",
        find: "where b.batch_id in (select batch_id from ended) and b.closed_at is null",
        replace: "where b.batch_id in (select batch_id from ended)",
      },
    ],
    tests: ["tests/jobs/counted-once.test.ts"],
  },
  "a wake-up guarded on an old snapshot": {
    edits: [
      {
        file: "lib/jobs/transitions/consequences.ts",
        find: "where counted.closed_at is not null\n      order by parent.job_id",
        replace:
          "where counted.closed_at is not null and parent.status = 'waiting'\n      order by parent.job_id",
      },
    ],
    tests: ["tests/jobs/counted-once.test.ts"],
  },
  "an event about an event": {
    edits: [
      {
        file: "lib/jobs/transitions/standing.ts",
        find: " and moved.job_type <> standing.spec ->> 'type'",
        replace: "",
      },
    ],
    tests: ["tests/jobs/standing-follow-ups.test.ts"],
  },
  "an event with a new id for each delivery": {
    edits: [
      {
        file: "lib/outgoing-webhooks/event.ts",
        find: "`evt_${jobId}_${revivals}`",
        replace: "`evt_${crypto.randomUUID()}`",
      },
    ],
    tests: ["tests/outgoing-webhooks/deliveries.test.ts"],
  },
  "an address of which one answer is public": {
    edits: [
      {
        file: "lib/http/outgoing/destination.ts",
        find: "!addresses.every(isPublicAddress)",
        replace: "!addresses.some(isPublicAddress)",
      },
    ],
    tests: ["lib/http/outgoing/destination.test.ts"],
  },
  "a connection for which the name is asked again": {
    edits: [{ file: "lib/http/outgoing/post.ts", find: "    lookup: pinnedTo(addresses),\n", replace: "" }],
    tests: ["lib/http/outgoing/post.test.ts"],
  },
  "an IPv6 address that carries an internal one": {
    edits: [
      {
        file: "lib/http/outgoing/public-address.ts",
        find: 'if (address === null || address.range() !== "unicast") return false;',
        replace: 'if (address === null || address.range() === "loopback") return false;',
      },
    ],
    tests: ["lib/http/outgoing/destination.test.ts"],
  },
};
