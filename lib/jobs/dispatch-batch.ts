import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query, type Transaction } from "@/lib/db/database";
import { pointers } from "@/lib/http/pointers";
import { Problem, type ProblemError } from "@/lib/http/problem";
import { payloadMisfit } from "@/lib/jobs/payloads/payload-misfit";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { Actor } from "./actor";
import type { JobDefinition } from "./define";
import {
  assertRole,
  type Dispatching,
  dispatchOptions,
  enqueueProblem,
  keyOf,
  objectionTo,
  openJob,
  requestedType,
} from "./dispatch";
import { type BatchOptions, insertPrepared, type PreparedBatch, prepareBatch } from "./enqueue-batch";
import { legsOf } from "./enqueue-many";
import { BATCH_ON_FAILURE } from "./lifecycle";
import { enqueueSpan } from "./tracing/enqueue-span";
import type { Enqueued } from "./transitions/enqueue";

/** Most jobs that one request starts. */
export const BATCH_PAYLOADS_MAX = 1_000;

/** What the API takes to start many jobs of one type as one batch. */
export const dispatchBatchRequest = z.strictObject({
  type: requestedType,
  payloads: z.array(z.unknown()).min(1).max(BATCH_PAYLOADS_MAX),
  options: dispatchOptions
    .extend({
      onFailure: z
        .enum(BATCH_ON_FAILURE)
        .optional()
        .describe(
          "What becomes of the other jobs when one fails or times out: `continue`, the default, leaves them alone; `cancel_rest` cancels those that have not ended.",
        ),
    })
    .default({}),
});

type BatchRequest = z.output<typeof dispatchBatchRequest>;

/** Most errors that are looked for: answers list no more. */
const ERRORS_MAX = 20;

/**
 * Starts many jobs for somebody outside, as one batch that belongs to them and their organization: all of them, or none
 * when one may not be started or does not fit. The same key with the same payloads is the same batch.
 *
 * @throws {Problem} saying what is wrong with the request, and with which of the payloads. Nothing was written.
 */
export async function dispatchBatch(
  { registry, rules }: Dispatching,
  actor: Actor,
  body: unknown,
  idempotencyKey: string | null,
): Promise<{ batchId: string; type: string; total: number }> {
  const request = dispatchBatchRequest.safeParse(body);
  if (!request.success)
    throw new Problem("invalid", "The request does not fit.", pointers(request.error.issues));
  const { type, payloads } = request.data;
  const job = openJob(registry, type);
  assertRole(job, actor);
  const parsed = await parsedPayloads(job, payloads);
  await assertAllowed(parsed, (payload) => objectionTo(job, rules, actor, payload));
  const key = idempotencyKey === null ? null : keyOf(actor, idempotencyKey);
  try {
    const batchId = await started(job, request.data, actor, key);
    return { batchId, type, total: payloads.length };
  } catch (error) {
    throw enqueueProblem(error, "/payloads");
  }
}

async function parsedPayloads(job: JobDefinition, payloads: readonly unknown[]): Promise<unknown[]> {
  const fitting: unknown[] = [];
  const errors: ProblemError[] = [];
  for (const [index, payload] of payloads.entries()) {
    const parsed = await job.payload.safeParseAsync(payload);
    if (parsed.success) fitting.push(parsed.data);
    else errors.push(...misfits(job, payload, parsed.error.issues, index));
    if (errors.length >= ERRORS_MAX) break;
  }
  if (errors.length > 0) throw new Problem("invalid", "Not every payload fits the job.", errors);
  return fitting;
}

function misfits(
  job: JobDefinition,
  payload: unknown,
  issues: z.core.$ZodIssue[],
  index: number,
): ProblemError[] {
  return pointers(payloadMisfit(job.type, job.payload, payload, issues).issues, `/payloads/${index}`);
}

/** One after the other: the first objection is enough. */
async function assertAllowed(
  payloads: readonly unknown[],
  object: (payload: unknown) => Promise<string | null>,
): Promise<void> {
  for (const [index, payload] of payloads.entries()) {
    const objection = await object(payload);
    if (objection === null) continue;
    throw new Problem("not-allowed", objection, [{ pointer: `/payloads/${index}`, detail: objection }]);
  }
}

/** An earlier request with this key has started a batch; this is one of its jobs. */
class AlreadyStarted extends Error {
  readonly jobId: string;

  constructor(jobId: string) {
    super("The batch is there.");
    this.jobId = jobId;
  }
}

async function started(
  job: JobDefinition,
  { payloads, options }: BatchRequest,
  { userId, organizationId }: Actor,
  key: string | null,
): Promise<string> {
  const given: BatchOptions = { ...options, actor: { userId, organizationId } };
  const keyed =
    key === null ? {} : { idempotencyKey: (_: unknown, index: number) => `batch:${key}:${index}` };
  try {
    const { batch, rows } = await enqueueSpan(job, payloads.length, async () => {
      const prepared = await prepareBatch(job, payloads, { ...given, ...keyed });
      return { batch: prepared.batch, rows: await database().transaction((tx) => inserted(tx, prepared)) };
    });
    await publishSoon(legsOf(rows));
    return batch.batchId;
  } catch (error) {
    if (!(error instanceof AlreadyStarted)) throw error;
    return await earlierBatch(error.jobId, payloads.length, options.onFailure);
  }
}

async function inserted(tx: Transaction, prepared: PreparedBatch): Promise<Enqueued[]> {
  const rows = await insertPrepared(tx, prepared);
  const earlier = rows.find(({ deduplicated }) => deduplicated);
  if (earlier !== undefined) throw new AlreadyStarted(earlier.jobId);
  return rows;
}

/** Its payloads are these, as far as there are as many. */
async function earlierBatch(
  jobId: string,
  total: number,
  onFailure: BatchRequest["options"]["onFailure"] = "continue",
): Promise<string> {
  const [earlier] = await query(
    database(),
    z.object({ batchId: z.uuid(), isSame: z.boolean() }),
    sql`select b.batch_id as "batchId", b.total = ${total}::int and b.on_failure::text = ${onFailure} as "isSame"
      from job_batches b join job_executions j using (batch_id) where j.job_id = ${jobId}::uuid`,
  );
  if (earlier?.isSame === true) return earlier.batchId;
  throw new Problem("idempotency-mismatch", "This Idempotency-Key came with another batch before.");
}
