import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

/** Which lines are wanted; null for any. */
export type ActivityFilter = {
  action: string | null;
  userId: number | null;
  /** The first and the last day, by UTC, as `2026-11-28`. */
  from: string | null;
  to: string | null;
};

/** Where a page begins: behind that line, towards older ones, or before it, towards newer ones. */
export type ActivityPlace = { before: string } | { after: string } | null;

const line = z.object({
  id: z.number(),
  action: z.string(),
  subject: z.string().nullable(),
  details: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .nullable()
    .catch(null),
  /** Who did it; null where nobody did it by hand. */
  userId: z.number().nullable(),
  /** Their name; null when their account is gone. */
  person: z.string().nullable(),
  createdAt: z.string(),
  place: z.string(),
});

export type ActivityLine = z.output<typeof line>;

/** Lines newest first, and where the pages beside this one begin; null where there are none. */
export type ActivityPage = { lines: ActivityLine[]; newer: string | null; older: string | null };

/** The microseconds since 1970 and the id of a line: they never change, so nothing shifts between two pages. */
const PLACE = /^(\d{1,17})-(\d{1,16})$/;

export function isPlace(text: string): boolean {
  return PLACE.test(text);
}

/** What was done in an organization, a page at a time; one index scan from the place on. */
export async function listActivity(
  db: Executor,
  organizationId: number,
  filter: ActivityFilter,
  place: ActivityPlace,
  limit: number,
): Promise<ActivityPage> {
  const isBackwards = place !== null && "after" in place;
  const order = isBackwards ? sql`asc` : sql`desc`;
  const found = await query(
    db,
    line,
    sql`
      select a.id::float8 as id, a.action, a.subject, a.details, a.user_id::float8 as "userId", u.name as person, a.created_at::text as "createdAt",
        ((extract(epoch from a.created_at) * 1000000)::bigint || '-' || a.id) as place
      from activity_logs a left join users u on u.id = a.user_id
      where a.organization_id = ${organizationId}::bigint and ${fits(filter)} and ${beyond(place)}
      order by a.created_at ${order}, a.id ${order}
      limit ${limit + 1}`,
  );
  const hasMore = found.length > limit;
  const lines = isBackwards ? found.slice(0, limit).toReversed() : found.slice(0, limit);
  return {
    lines,
    newer: (isBackwards ? hasMore : place !== null) ? (lines[0]?.place ?? null) : null,
    older: (isBackwards ? true : hasMore) ? (lines.at(-1)?.place ?? null) : null,
  };
}

function fits({ action, userId, from, to }: ActivityFilter): SQL {
  const rules = [
    ...(action === null ? [] : [sql`a.action = ${action}`]),
    ...(userId === null ? [] : [sql`a.user_id = ${userId}::bigint`]),
    ...(from === null ? [] : [sql`a.created_at >= ${from}::date::timestamp at time zone 'UTC'`]),
    ...(to === null ? [] : [sql`a.created_at < (${to}::date + 1)::timestamp at time zone 'UTC'`]),
  ];
  return rules.length === 0 ? sql`true` : sql.join(rules, sql` and `);
}

function beyond(place: ActivityPlace): SQL {
  if (place === null) return sql`true`;
  const [text, sign] = "after" in place ? [place.after, sql`>`] : [place.before, sql`<`];
  const [, micros, id] = PLACE.exec(text) ?? [];
  if (micros === undefined || id === undefined) return sql`true`;
  const at = sql`timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond'`;
  return sql`(a.created_at, a.id) ${sign} (${at}, ${id}::bigint)`;
}
