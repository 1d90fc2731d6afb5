import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Status } from "@/lib/jobs/lifecycle";
import { IS_OPEN } from "@/lib/jobs/schema/is-open";
import { ENDS_OF, type JobFilter, type Operation } from "./job-filter";

export type Wanted = {
  operation: Operation;
  filter: JobFilter;
  /** ISO 8601, by the database's clock: when the operation began. */
  startedAt: string;
};

/** The last row that was read on a lane; `at` is when it ended, on lanes that are in that order. */
export const place = z.object({ jobId: z.uuid(), at: z.string().nullable() });
export type Place = z.output<typeof place>;

/** How far an operation has read: to the end of the lanes before, and to this place on this one. */
export const cursor = z.object({ lane: z.int().min(0), after: place.nullable() });
export type Cursor = z.output<typeof cursor>;

export const BEGINNING: Cursor = { lane: 0, after: null };

/** Rows that an operation reads one after the other, in the order of one index. */
export type Lane = {
  /** Which rows there are on it, as a condition with the place to go on after. */
  rows: (after: Place | null) => SQL;
  order: SQL;
  /** The place of a row, as JSON. */
  asPlace: SQL;
};

/** Where to read on after `readTo`, the last row that was read on a lane; null: it was read to its end. */
export function nextOf(lane: number, lanes: number, readTo: Place | null): Cursor | null {
  if (readTo !== null) return { lane, after: readTo };
  return lane + 1 < lanes ? { lane: lane + 1, after: null } : null;
}

/**
 * The lanes on which all lies that an operation may be done to. Open jobs by id, where a job stays whatever its status
 * becomes meanwhile; ended ones by status, in the order of their ends, so that the many that have completed are not read
 * to revive a few; the children of one batch.
 */
export function lanesOf({ operation, filter, startedAt }: Wanted): Lane[] {
  const { batchId, statuses, types, createdFrom } = filter;
  if (batchId !== undefined) return [byId(sql`batch_id = ${batchId}::uuid`)];
  if (operation === "cancel")
    return types === undefined
      ? [byId(IS_OPEN)]
      : [...new Set(types)].map((type) => byId(sql`job_type = ${type} and ${IS_OPEN}`));
  return ENDS_OF[operation]
    .filter((status) => statuses === undefined || statuses.includes(status))
    .map((status) => byEnd(status, startedAt, createdFrom));
}

function byId(of: SQL): Lane {
  return {
    rows: (after) => (after === null ? of : sql`${of} and job_id > ${after.jobId}::uuid`),
    order: sql`job_id`,
    asPlace: sql`json_build_object('jobId', job_id, 'at', null)`,
  };
}

/** No job ends before it is created, so that older ends need not be read. */
function byEnd(status: Status, startedAt: string, createdFrom: string | undefined): Lane {
  const since = createdFrom === undefined ? sql`true` : sql`completed_at >= ${createdFrom}::timestamptz`;
  const of = sql`status = ${status}::job_status and completed_at <= ${startedAt}::timestamptz and ${since}`;
  return {
    rows: (after) =>
      after === null
        ? of
        : sql`${of} and (completed_at, job_id) > (${after.at}::timestamptz, ${after.jobId}::uuid)`,
    order: sql`completed_at, job_id`,
    asPlace: sql`json_build_object('jobId', job_id, 'at', completed_at::text)`,
  };
}
