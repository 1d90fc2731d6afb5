import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { flow } from "@/lib/jobs/definition/flow-control";
import { foreignOwner } from "@/lib/jobs/install/owner";
import type { NewExecution } from "./new-execution";

/** All that is needed to send the message of an execution's current leg. */
export const leg = z.object({
  jobId: z.uuid(),
  type: z.string(),
  leg: z.number(),
  endpoint: z.string(),
  /** Seconds until it is due, by the database's clock; 0 when it is due already. */
  dueInSeconds: z.number(),
  maxRetries: z.number(),
  attempt: z.number(),
  timeoutSeconds: z.number(),
  backoffSeconds: z.array(z.number()),
  /** The limits that QStash keeps; null for none. */
  flow: flow.nullable(),
  /** The span in which the job was enqueued, as a W3C `traceparent`. */
  traceParent: z.string().nullable(),
  /** The environment to which the database belongs, if it is another one: then it is not to be sent. */
  foreignOwner: z.string().nullable(),
});

export type Leg = z.output<typeof leg>;

/** The first leg of an execution that was inserted as it is here; the database adds what only it knows. */
export function firstLeg(
  row: NewExecution & { jobId: string },
  known: Pick<Leg, "dueInSeconds" | "foreignOwner">,
): Leg {
  const { jobId, type, endpoint, maxRetries, timeoutSeconds, flowControl, priority, organizationId } = row;
  const flow = flowControl && { ...flowControl, priority, organizationId };
  const backoffSeconds = [...row.backoffSeconds];
  const { traceParent } = row;
  return {
    jobId,
    type,
    leg: 1,
    endpoint,
    maxRetries,
    attempt: 0,
    timeoutSeconds,
    backoffSeconds,
    flow,
    traceParent,
    ...known,
  };
}

/** Seconds until a row of `job_executions` is due. */
export function dueInSeconds(alias: LegAlias): SQL {
  const row = sql.raw(alias);
  return sql`ceil(greatest(0, coalesce(
    extract(epoch from coalesce(${row}.next_attempt_at, ${row}.not_before) - clock_timestamp()), 0)))`;
}

type LegAlias = "job_executions" | "j" | "inserted" | "moved" | "woken" | "followed";

/** A row of `job_executions`, under any alias, as a `Leg` in JSON. */
export function legJson(alias: LegAlias): SQL {
  const row = sql.raw(alias);
  return sql`json_build_object(
    'jobId', ${row}.job_id, 'type', ${row}.job_type, 'leg', ${row}.leg, 'endpoint', ${row}.endpoint,
    'dueInSeconds', ${dueInSeconds(alias)},
    'maxRetries', ${row}.max_retries, 'attempt', ${row}.attempt, 'timeoutSeconds', ${row}.timeout_seconds,
    'backoffSeconds', ${row}.backoff_seconds,
    'flow', case when ${row}.flow_control is not null then ${row}.flow_control || jsonb_build_object(
      'priority', ${row}.priority, 'organizationId', ${row}.organization_id) end,
    'traceParent', ${row}.trace_parent, 'foreignOwner', ${foreignOwner()}
  )`;
}
