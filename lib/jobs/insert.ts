import type { Executor } from "@/lib/db/database";
import type { OpenMax } from "@/lib/jobs/definition/open-jobs";
import { IdempotencyConflict, TooManyOpenJobs } from "./errors";
import { emit } from "./events";
import type { Prepared } from "./prepare";
import { keyOfHash } from "./sealing/keyed-hash";
import { OTHER_HASHES } from "./sealing/seal";
import { type Enqueued, insertDebounced, insertExecutions } from "./transitions/enqueue";

/** Rows of one INSERT: a statement stays well below what a connection takes at once. */
const ROWS_MAX = 500;

/** Tries for rows whose key or debounced job was being written by somebody else. */
const TRIES_MAX = 3;

/**
 * Inserts a prepared row, or finds the one that has its key.
 *
 * @throws {IdempotencyConflict} {@link TooManyOpenJobs}
 */
export async function insert(executor: Executor, row: Prepared): Promise<Enqueued> {
  const [enqueued] = await insertChunk(executor, [row], row.openMax);
  if (enqueued === undefined) throw goneAway(row);
  return enqueued;
}

/**
 * The same for any number of rows of one job and actor, in as few statements as that takes; answers in their order.
 * What throws may leave rows of earlier statements behind: give it a transaction. `isAdmitted` is for jobs that
 * belong to one that runs: caps on open jobs count them, and do not hold them up.
 */
export async function insertMany(
  executor: Executor,
  rows: readonly Prepared[],
  { isAdmitted = false }: { isAdmitted?: boolean } = {},
): Promise<Enqueued[]> {
  const max = isAdmitted ? null : (rows[0]?.openMax ?? null);
  const ordered = inOneOrder(rows);
  const standing = new Map<string, Enqueued>();
  for (let start = 0; start < ordered.length; start += ROWS_MAX) {
    for (const row of await insertChunk(executor, ordered.slice(start, start + ROWS_MAX), max))
      standing.set(row.askedId, row);
  }
  return rows.flatMap(({ jobId }) => standing.get(jobId) ?? []);
}

/** Two calls with the same keys meet them in the same order, so that neither waits for the other for ever. */
function inOneOrder(rows: readonly Prepared[]): Prepared[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b))));
}

function keyOf({ idempotencyKey }: Prepared): string {
  return idempotencyKey ?? "";
}

async function insertChunk(
  executor: Executor,
  rows: readonly Prepared[],
  max: OpenMax | null,
): Promise<Enqueued[]> {
  for (const { type, jobId } of rows) emit({ name: "enqueueing", type, jobId });
  const standing = new Map<string, Enqueued>();
  let missing = rows;
  // A rival with the same key may commit between our statement's start and its conflict: then ask once more.
  for (let tries = 0; missing.length > 0 && tries < TRIES_MAX; tries += 1) {
    const found = await insertOnce(executor, missing, max);
    if (tries === 0 && mayBeThere(rows, found)) continue;
    for (const row of found) standing.set(row.askedId, row);
    missing = rows.filter(({ jobId }) => !standing.has(jobId));
  }
  return rows.map((row) => checked(row, standing.get(row.jobId)));
}

/**
 * No room, as of before the wait for a rival's transaction: what took the last place may be the very job of one of
 * these keys. A new statement sees it. All rows are asked for again, since all were refused.
 */
function mayBeThere(rows: readonly Prepared[], found: readonly Enqueued[]): boolean {
  const isKeyed = rows.some((row) => row.idempotencyKey !== null || row.debounceKey !== null);
  return isKeyed && found.some(({ fullOf }) => typeof fullOf === "string");
}

function insertOnce(executor: Executor, rows: readonly Prepared[], max: OpenMax | null): Promise<Enqueued[]> {
  const [row] = rows;
  return row !== undefined && row.debounceKey !== null
    ? insertDebounced(executor, row, max)
    : insertExecutions(executor, rows, max);
}

function checked(row: Prepared, enqueued: Enqueued | undefined): Enqueued {
  if (enqueued === undefined) throw goneAway(row);
  const { type } = row;
  if (enqueued.fullOf) throw tooMany(row, enqueued.fullOf);
  const { jobId, deduplicated } = enqueued;
  if (isOtherPayload(row, enqueued))
    throw new IdempotencyConflict(type, row.idempotencyKey ?? row.jobId, jobId);
  emit({ name: "enqueued", type, jobId, deduplicated });
  return enqueued;
}

/** The same request may have had another shape in another deploy: nobody can tell then, and the first job stands. */
function isOtherPayload(row: Prepared, { payloadHash, payloadVersion }: Enqueued): boolean {
  if (payloadVersion !== row.payloadVersion) return false;
  const hashes = [row.payloadHash, ...(row[OTHER_HASHES] ?? [])];
  if (hashes.includes(payloadHash)) return false;
  // Of a key that is gone nobody can tell either.
  const key = keyOfHash(payloadHash);
  return key === null || hashes.some((hash) => keyOfHash(hash) === key);
}

function tooMany({ type, organizationId, openMax }: Prepared, fullOf: keyof OpenMax): Error {
  return new TooManyOpenJobs(fullOf, { type, organizationId, max: openMax?.[fullOf] ?? 0 });
}

function goneAway({ type }: Prepared): Error {
  return new Error(`Job "${type}": the row that holds the key went away; enqueue it again.`);
}
