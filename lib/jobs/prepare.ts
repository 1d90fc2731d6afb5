import { v7 as uuidv7 } from "uuid";
import { toRowKey } from "@/lib/jobs/definition/concurrency-key";
import { eraseSeconds } from "@/lib/jobs/definition/erase-policy";
import { key } from "@/lib/jobs/definition/key";
import { openMaxOf } from "@/lib/jobs/definition/open-jobs";
import { assertNoMask } from "@/lib/jobs/payloads/assert-no-mask";
import { liftPayload, schemaOf } from "@/lib/jobs/payloads/lift-payload";
import { payloadHash } from "@/lib/jobs/payloads/payload-hash";
import { payloadMisfit } from "@/lib/jobs/payloads/payload-misfit";
import { toStorable } from "@/lib/jobs/payloads/storable";
import type { JobActor } from "./actor";
import type { JobDefinition, JobInput } from "./define";
import { type EnqueueOptions, EnqueueOptionsError, enqueueOptions } from "./enqueue-options";
import { PayloadError } from "./errors";
import type { FollowUp } from "./follow-up";
import { type Sealed, sealed } from "./sealing/seal";
import { activeTraceParent } from "./tracing/trace-parent";
import type { FollowUpExecution, NewExecution } from "./transitions/new-execution";

/** Jobs that may follow one another in a chain; more is work for a job that decides as it goes. */
const CHAIN_MAX = 20;

/** A `NewExecution` with its id. */
export type Prepared = NewExecution & { jobId: string };

/** What makes a job a part of something else; none by default. */
export type Place = Partial<Pick<NewExecution, "batchId" | "parentJobId" | "replayedFrom" | "waitsFor">>;

/** A payload of an earlier deploy, as another producer may send it; today's by default. */
type Versioned = { payloadVersion?: number | undefined };

/**
 * Checks payload and options and makes the row, under a new id unless one is given; writes nothing.
 *
 * @throws {PayloadError} {@link EnqueueOptionsError}
 */
export async function prepare<Job extends JobDefinition>(
  job: Job,
  payload: JobInput<Job>,
  given: EnqueueOptions,
  jobId: string = uuidv7(),
  { payloadVersion, ...place }: Place & Versioned = {},
): Promise<Prepared> {
  return {
    ...(await spec(job, payload, given, CHAIN_MAX, { payloadVersion, seal: jobId })),
    jobId,
    ...place,
  };
}

/** A job that begins with the end of another, whose actor is its own by default: its id is made then. @throws as `prepare` */
export async function prepareFollowUp<On extends FollowUpExecution["on"]>(
  { job, payload, options }: FollowUp,
  on: On,
  { actor, stepsLeft = CHAIN_MAX }: { actor: JobActor; stepsLeft?: number },
): Promise<NewExecution & { on: On }> {
  return { ...(await spec(job, payload, { actor, ...options }, stepsLeft)), on };
}

/** A job that each tick of a schedule makes anew: its id, time and trace are the tick's. @throws as `prepare` */
export async function prepareScheduled(
  job: JobDefinition,
  payload: unknown,
  options: EnqueueOptions,
  payloadVersion?: number,
): Promise<NewExecution> {
  // Stored as it is declared, so that setup can compare: schedules are no place for secrets.
  const seal = null;
  return { ...(await spec(job, payload, options, CHAIN_MAX, { payloadVersion, seal })), traceParent: null };
}

async function spec(
  job: JobDefinition,
  payload: unknown,
  given: EnqueueOptions,
  stepsLeft: number,
  { payloadVersion = job.payloadVersion, seal = uuidv7() }: Versioned & { seal?: string | null } = {},
): Promise<NewExecution> {
  const options = enqueueOptions.safeParse(given);
  if (!options.success) throw new EnqueueOptionsError(options.error.issues);
  const {
    actor,
    delay,
    notBefore,
    deadline,
    retries,
    priority,
    idempotencyKey,
    debounceKey,
    debounceMaxWait,
    concurrencyKey,
  } = options.data;
  const { parsed, stored } = await checkedPayload(job, payload, payloadVersion);
  return {
    jobId: null,
    type: job.type,
    endpoint: job.endpoint,
    ...asStored(job, { received: payload, stored, payloadVersion }, actor, seal),
    payloadVersion,
    maxRetries: retries ?? job.retries,
    maxContinuations: job.maxContinuations,
    timeoutSeconds: job.timeoutSeconds,
    backoffSeconds: job.backoff.seconds,
    backoffJitter: job.backoff.jitter,
    erasePayloadAfterSeconds: eraseSeconds(job, parsed),
    priority,
    flowControl: job.flowControl,
    ...toRowKey(job.keys, concurrencyKey === undefined ? keyOf(job, parsed, actor) : concurrencyKey, actor),
    openMax: openMaxOf(job.openJobs, actor.organizationId),
    userId: actor.userId,
    organizationId: actor.organizationId,
    idempotencyKey: idempotencyKey ?? null,
    debounceKey: debounceKey ?? null,
    debounceMaxWaitSeconds: debounceMaxWait ?? null,
    delaySeconds: delay ?? null,
    notBefore: notBefore?.toISOString() ?? null,
    deadline: deadline?.toISOString() ?? null,
    followUps: await followUpsOf(options.data, stepsLeft),
    batchId: null,
    parentJobId: null,
    replayedFrom: null,
    waitsFor: null,
    traceParent: activeTraceParent(),
  };
}

async function followUpsOf(
  options: Record<"onSuccess" | "onFailure" | "notifyOnFailure", FollowUp[]> & { actor: JobActor },
  stepsLeft: number,
): Promise<FollowUpExecution[] | null> {
  const failure = [...options.onFailure, ...options.notifyOnFailure];
  if (options.onSuccess.length + failure.length === 0) return null;
  if (stepsLeft === 0) throw new EnqueueOptionsError([chainTooLong()]);
  const next = { actor: options.actor, stepsLeft: stepsLeft - 1 };
  return [
    ...(await Promise.all(options.onSuccess.map((one) => prepareFollowUp(one, "success", next)))),
    ...(await Promise.all(failure.map((one) => prepareFollowUp(one, "failure", next)))),
  ];
}

function chainTooLong() {
  const message = `A chain has at most ${CHAIN_MAX} jobs after the first`;
  return { code: "custom" as const, path: ["onSuccess"], message, input: undefined };
}

/** `seal`: the job for which secrets are encrypted; null leaves them as they are. @throws {PayloadError} */
export function asStored(
  job: JobDefinition,
  { payloadVersion, ...payload }: { received: unknown; stored: unknown; payloadVersion: number },
  { organizationId }: JobActor,
  seal: string | null,
): Sealed {
  const { type } = job;
  const schema = schemaOf(job, { type, payloadVersion });
  if (seal === null || schema === null)
    return { payload: payload.stored, payloadHash: payloadHash(payload.received) };
  return sealed(schema, payload, { type, organizationId, seal });
}

/** What the definition says of this payload. @throws {EnqueueOptionsError} for a key that cannot be one. */
export function keyOf({ keys }: JobDefinition, parsed: unknown, actor: JobActor): string | null {
  const checked = key.nullable().safeParse(keys.key?.(parsed, actor) ?? null);
  if (!checked.success)
    throw new EnqueueOptionsError(
      checked.error.issues.map((issue) => ({ ...issue, path: ["concurrencyKey", ...issue.path] })),
    );
  return checked.data;
}

/**
 * The payload as its schema made it and, to be stored, as received: the worker lifts it and applies the schema again
 * before each run.
 *
 * @throws {PayloadError}
 */
export async function checkedPayload(
  job: JobDefinition,
  payload: unknown,
  payloadVersion: number = job.payloadVersion,
): Promise<{ parsed: unknown; stored: unknown }> {
  const lifted = await liftPayload(job, { type: job.type, payload, payloadVersion });
  const parsed = await job.payload.safeParseAsync(lifted);
  if (!parsed.success) throw payloadMisfit(job.type, job.payload, lifted, parsed.error.issues);
  assertNoMask(job, lifted);
  const { json, note } = toStorable(payload);
  const problem =
    note ?? (json === JSON.stringify(payload) ? null : "It has characters that cannot be stored.");
  if (json === null || problem !== null) {
    const message = problem ?? "It is not JSON.";
    throw new PayloadError(job.type, [{ code: "custom", path: [], message, input: undefined }]);
  }
  const stored: unknown = JSON.parse(json);
  return { parsed: parsed.data, stored };
}
