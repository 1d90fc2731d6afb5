import { type SQL, sql } from "drizzle-orm";
import { BOUNDS_SECONDS, COUNTERS, type Counter, columnOf, HISTOGRAMS } from "./names";

const counters = COUNTERS.map(columnOf);
const histograms = HISTOGRAMS.map(columnOf);
const bins = histograms.map((name) => `${name}_bins`);
const seconds = histograms.map((name) => `${name}_seconds`);

/** Every column of `job_metrics` that counts something. */
const COUNTING = [...counters, ...bins, ...seconds];

/**
 * Adds `counted` to the minute, the hour and the total of each type, as a statement's end. In the order of the key,
 * so that two writers never wait for each other's rows crosswise.
 */
export function addToMetrics(counted: SQL): SQL {
  return sql`
    insert into job_metrics (span, bucket, job_type, ${listed(COUNTING)})
    select span, bucket, job_type, ${listed([
      ...counters.map((name) => `coalesce(sum(${name}), 0)`),
      ...bins.map((name) => `job_sum_counts(${name})`),
      ...seconds.map((name) => `coalesce(sum(${name}), 0)`),
    ])}
    from ${counted} cross join lateral (values
      ('minute'::job_metric_span, minute), ('hour', date_trunc('hour', minute, 'UTC')), ('total', 'epoch')
    ) as spans (span, bucket)
    group by span, bucket, job_type
    order by span, bucket, job_type
    on conflict (span, bucket, job_type) do update set ${listed([
      ...[...counters, ...seconds].map((name) => `${name} = job_metrics.${name} + excluded.${name}`),
      ...bins.map((name) => `${name} = job_add_counts(job_metrics.${name}, excluded.${name})`),
    ])}`;
}

/** Counts of a FROM item called `given`, with its `job_type`, as something to add in the minute that it is. */
export function countedNow(source: SQL, names: readonly Counter[]): SQL {
  return sql`
    select date_trunc('minute', clock_timestamp(), 'UTC') as minute, job_type, ${listed([
      ...COUNTERS.map((name) => (names.includes(name) ? columnOf(name) : `0 as ${columnOf(name)}`)),
      ...bins.map((name) => `null::bigint[] as ${name}`),
      ...seconds.map((name) => `0 as ${name}`),
    ])}
    from ${source}`;
}

/** The aggregates that make a histogram's two columns of a column of seconds; rows without a value do not count. */
export function histogramOf(name: (typeof HISTOGRAMS)[number], value: "ran" | "waited" | "first_retry"): SQL {
  const column = columnOf(name);
  const filters = [...BOUNDS_SECONDS, Number.POSITIVE_INFINITY].map(
    (_, bin) => `count(*) filter (where ${value}_bin = ${bin})`,
  );
  return sql.raw(
    `case when count(${value}) > 0 then array[${filters.join(", ")}] end as ${column}_bins,
    coalesce(sum(${value}), 0) as ${column}_seconds`,
  );
}

/**
 * The bin that counts a value, from 0: bounds belong to the bin below them, as Prometheus has it. That is why it
 * counts from above: `width_bucket` has them belong to the bin above.
 */
export function binOf(value: SQL): SQL {
  const fromAbove = [...BOUNDS_SECONDS].toReversed().map((bound) => -bound);
  return sql`${BOUNDS_SECONDS.length}::int - width_bucket(-(${value}), ${sql.raw(`array[${fromAbove.join(", ")}]::float8[]`)})`;
}

/** What all rows of a group come to: the columns `counts` and `histograms`, as JSON by name. */
export const SUMMED: SQL = sql.raw(`
  json_build_object(${COUNTERS.map((name) => `'${name}', coalesce(sum(${columnOf(name)}), 0)`).join(", ")}) as counts,
  json_build_object(${HISTOGRAMS.map(
    (name) => `'${name}', json_build_object(
      'bins', job_sum_counts(${columnOf(name)}_bins), 'seconds', coalesce(sum(${columnOf(name)}_seconds), 0))`,
  ).join(", ")}) as histograms`);

function listed(columns: readonly string[]): SQL {
  return sql.raw(columns.join(", "));
}
