import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { MISSED_SECONDS } from "@/lib/jobs/limits";
import { readDepths } from "@/lib/jobs/metrics/read-depths";
import { readMetrics, type TypeMetrics } from "@/lib/jobs/metrics/read-metrics";
import type { Measured } from "./judge";
import type { AlertRule } from "./rules";

/** The one subject of all schedules that organizations have made: an alarm about each of a thousand helps nobody. */
const OF_ORGANIZATIONS = "of organizations";

/** What a rule measures now. Reads rolled-up rows, samples and occurrences, each by an index. */
export async function measure(executor: Executor, rule: AlertRule, at: Date): Promise<Measured[]> {
  const all = await values(executor, rule, at);
  return all
    .filter(({ subject }) => (rule.only?.includes(subject) ?? true) && !rule.except.includes(subject))
    .map((found) => ({ rule: rule.id, ...found }));
}

type Value = Omit<Measured, "rule">;

async function values(executor: Executor, rule: AlertRule, at: Date): Promise<Value[]> {
  switch (rule.measure) {
    case "failure-rate":
      return (await counted(executor, rule, at)).flatMap((one) => failureRate(one, rule));
    case "undelivered":
      return (await counted(executor, rule, at)).map(({ type, counts }) => ({
        subject: type,
        value: counts.undelivered,
      }));
    case "signature-failures":
      return (await counted(executor, rule, at))
        .filter(({ type }) => type === "")
        .map(({ counts }) => ({ subject: "", value: counts.signatureFailures }));
    case "oldest-wait":
      return ((await readDepths(executor))?.depths ?? []).map(({ type, oldestWaitSeconds }) => ({
        subject: type,
        value: oldestWaitSeconds,
      }));
    case "reconcile-age":
      return reconcileAge(executor);
    case "missed-ticks":
      return missedTicks(executor, rule.windowSeconds);
  }
}

function counted(executor: Executor, { windowSeconds }: AlertRule, at: Date): Promise<TypeMetrics[]> {
  return readMetrics(executor, { from: new Date(at.getTime() - windowSeconds * 1000), to: at });
}

/** Cancelled jobs say nothing about whether the others work. */
function failureRate({ type, counts }: TypeMetrics, { atLeast }: AlertRule): Value[] {
  const bad = counts.failed + counts.timeout;
  const all = bad + counts.completed;
  return all < atLeast ? [] : [{ subject: type, value: bad / all }];
}

const found = z.object({ subject: z.string(), value: z.number() });

/** Measured in a pass, before it notes its own end. */
function reconcileAge(executor: Executor): Promise<Value[]> {
  return query(
    executor,
    found,
    sql`select '' as subject, extract(epoch from clock_timestamp() - reconciled_at)::float8 as value
      from job_install where reconciled_at is not null`,
  );
}

/** Ticks that were made up for or let go, and schedules that are overdue now. */
function missedTicks(executor: Executor, windowSeconds: number): Promise<Value[]> {
  return query(
    executor,
    found,
    sql`
      select case when id like 'org.%' then ${OF_ORGANIZATIONS} else id end as subject, sum(ticks)::int as value
      from (
        select schedule_id as id, count(*) as ticks from schedule_occurrences
        where at > (select clock_timestamp()) - make_interval(secs => ${windowSeconds}::float8)
          and (outcome = 'missed' or cause = 'made_up')
        group by schedule_id
        union all
        select id, 1 from schedules
        where paused_at is null and deleted_at is null
          and next_tick_at < (select clock_timestamp()) - make_interval(secs => ${2 * MISSED_SECONDS}::float8)
      ) as missed
      group by 1`,
  );
}
