import { database } from "@/lib/db/client";
import type { Transaction } from "@/lib/db/database";
import { publishSoon } from "@/lib/jobs/publishing/publish-soon";
import type { JobDefinition, JobInput } from "./define";
import { type EnqueueResult, toResult } from "./enqueue";
import type { KeyedOptions } from "./enqueue-options";
import { PayloadError } from "./errors";
import { insertMany } from "./insert";
import { type Place, type Prepared, prepare } from "./prepare";
import { enqueueSpan } from "./tracing/enqueue-span";
import type { Enqueued } from "./transitions/enqueue";

/** One payload for each job. */
export type Many<Job extends JobDefinition> = readonly JobInput<Job>[];

/**
 * Starts many jobs of one kind: all of them or, when one payload does not fit, none. Inserted 500 rows a statement
 * in one transaction; their messages leave 100 a call. Takes 10,000 at once.
 *
 * @returns one result for each payload, in their order.
 * @throws as `enqueue` does; a `PayloadError` names the index of the payload.
 */
export async function enqueueMany<Job extends JobDefinition>(
  job: Job,
  payloads: Many<Job>,
  options: KeyedOptions<JobInput<Job>> = {},
): Promise<EnqueueResult[]> {
  const inserted = await enqueueSpan(job, payloads.length, async () => {
    const rows = await prepareMany(job, payloads, options);
    return database().transaction((tx: Transaction) => insertMany(tx, rows));
  });
  await publishSoon(legsOf(inserted), options.publish);
  return inserted.map(toResult);
}

/** Prepares a row for each payload. @throws {PayloadError} {@link EnqueueOptionsError} */
export async function prepareMany<Job extends JobDefinition>(
  job: Job,
  payloads: Many<Job>,
  { idempotencyKey, ...options }: KeyedOptions<JobInput<Job>>,
  place: Place = {},
): Promise<Prepared[]> {
  const rows: Prepared[] = [];
  for (const [index, payload] of payloads.entries()) {
    const keyed = idempotencyKey ? { idempotencyKey: idempotencyKey(payload, index) } : {};
    rows.push(await prepare(job, payload, { ...options, ...keyed }, undefined, place).catch(thrownAt(index)));
  }
  return rows;
}

/** Lets a `PayloadError` say which of the payloads it is about. */
function thrownAt(index: number): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof PayloadError)) throw error;
    throw new PayloadError(
      error.type,
      error.issues.map((issue) => ({ ...issue, path: [index, ...issue.path] })),
    );
  };
}

/** The messages that rows just inserted have to send. */
export function legsOf(inserted: readonly Enqueued[]) {
  return inserted.flatMap(({ leg }) => (leg === null ? [] : [leg]));
}
