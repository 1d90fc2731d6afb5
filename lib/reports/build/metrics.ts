import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { METRICS } from "@/lib/reports/jobs";
import { bucketOf, type Scope, within } from "./range";

/** Something that is counted over time. */
export type Metric = {
  title: string;
  /** One of it, as a word: "event". */
  unit: string;
  value: SQL;
  from: SQL;
  at: SQL;
  organization: SQL;
  where?: SQL;
};

const activity = { from: sql`activity_logs a`, at: sql`a.created_at`, organization: sql`a.organization_id` };
const jobs = { from: sql`job_executions j`, at: sql`j.created_at`, organization: sql`j.organization_id` };
const count = sql`count(*)`;

export const metrics: Record<(typeof METRICS)[number], Metric> = {
  events: { title: "Activity", unit: "event", value: count, ...activity },
  "active-people": {
    title: "Active people",
    unit: "person",
    value: sql`count(distinct a.user_id)`,
    ...activity,
  },
  "new-members": {
    title: "New members",
    unit: "member",
    value: count,
    from: sql`members m`,
    at: sql`m.created_at`,
    organization: sql`m.organization_id`,
  },
  jobs: { title: "Jobs", unit: "job", value: count, ...jobs },
  "failed-jobs": {
    title: "Failed jobs",
    unit: "job",
    value: count,
    ...jobs,
    where: sql`j.status in ('failed', 'timeout')`,
  },
  emails: {
    title: "Mails",
    unit: "mail",
    value: count,
    from: sql`sent_emails e`,
    at: sql`e.created_at`,
    organization: sql`e.organization_id`,
  },
  exports: {
    title: "Exports",
    unit: "export",
    value: count,
    from: sql`artifacts f`,
    at: sql`f.created_at`,
    organization: sql`f.organization_id`,
    where: sql`f.kind = 'export'`,
  },
};

/** Money that came in, in one currency's smallest unit. */
export function revenueIn(currency: string): Metric {
  return {
    title: `Revenue in ${currency}`,
    unit: currency,
    value: sql`sum(i.amount_paid)`,
    from: sql`invoices i`,
    at: sql`coalesce(i.paid_at, i.issued_at)`,
    organization: sql`i.organization_id`,
    where: sql`i.status = 'paid' and i.currency = ${currency}`,
  };
}

const number = z.object({ value: z.number() });
const point = z.object({ label: z.string(), value: z.number() });

/** One number for the whole period. */
export async function totalOf(db: Executor, metric: Metric, scope: Scope): Promise<number> {
  const [row] = await query(
    db,
    number,
    sql`
    select coalesce(${metric.value}, 0)::float8 as value from ${metric.from} where ${conditions(metric, scope)}`,
  );
  return row?.value ?? 0;
}

/** A number for each day, week or month of the period, those with none of it too. */
export async function seriesOf(db: Executor, metric: Metric, scope: Scope) {
  const unit = bucketOf(scope);
  return await query(
    db,
    point,
    sql`
    select to_char(bucket, ${unit === "month" ? "Mon YYYY" : "DD Mon"}) as label, coalesce(value, 0)::float8 as value
    from generate_series(
      date_trunc(${unit}, ${scope.from}::timestamp), ${scope.to}::timestamp, ${`1 ${unit}`}::interval
    ) bucket
    left join (
      select date_trunc(${unit}, ${metric.at} at time zone ${scope.zone}) as bucket, ${metric.value} as value
      from ${metric.from} where ${conditions(metric, scope)} group by 1
    ) counted using (bucket)
    order by bucket`,
  );
}

/** The largest parts of it, by a label, and how many parts there are. */
export async function partsOf(db: Executor, metric: Metric, label: SQL, scope: Scope, limit: number) {
  const parts = await query(
    db,
    part,
    sql`
    select label, value, count(*) over ()::int as total from (
      select coalesce(${label}, '–') as label, ${metric.value}::float8 as value
      from ${metric.from} where ${conditions(metric, scope)} group by 1
    ) parts
    order by value desc, label limit ${limit}`,
  );
  return toParts(parts);
}

/** The same by person: two of one name are two, and names are looked up for those that are shown. */
export async function peopleOf(db: Executor, metric: Metric, userId: SQL, scope: Scope, limit: number) {
  const parts = await query(
    db,
    part,
    sql`
    select coalesce(u.name, '–') as label, value, total from (
      select ${userId} as user_id, ${metric.value}::float8 as value, count(*) over ()::int as total
      from ${metric.from} where ${conditions(metric, scope)} group by 1 order by 2 desc, 1 limit ${limit}
    ) people left join users u on u.id = people.user_id
    order by value desc, label, people.user_id`,
  );
  return toParts(parts);
}

const part = point.extend({ total: z.number() });

function toParts(parts: readonly z.output<typeof part>[]) {
  return {
    points: parts.map(({ label, value }) => ({ label, value })),
    total: parts[0]?.total ?? 0,
  };
}

function conditions({ at, organization, where }: Metric, scope: Scope): SQL {
  const mine =
    scope.organizationId === null ? sql`true` : sql`${organization} = ${scope.organizationId}::bigint`;
  return sql`${mine} and ${within(at, scope)} and ${where ?? sql`true`}`;
}
