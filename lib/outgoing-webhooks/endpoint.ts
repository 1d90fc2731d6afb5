import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { Problem } from "@/lib/http/problem";

/** What an endpoint may hear of. */
export const EVENTS = ["job.completed", "job.failed"] as const;

const isoTime = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime())
  .nullable();

/** An endpoint as the API shows it. */
export const endpointView = z.object({
  endpointId: z.uuid(),
  url: z.string(),
  description: z.string().nullable(),
  events: z.array(z.enum(EVENTS)),
  /** Null for jobs of all types. */
  jobTypes: z.array(z.string()).nullable(),
  enabled: z.boolean(),
  disabledAt: isoTime,
  disabledReason: z.enum(["by-hand", "failing", "gone"]).nullable(),
  /** When it began to fail; null while it does not. */
  failingSince: isoTime,
  lastFailure: z.string().nullable(),
  lastFailureAt: isoTime,
  lastSuccessAt: isoTime,
  /** Until then the secret before this one signs too. */
  previousSecretUntil: isoTime,
  createdAt: isoTime,
});

/** An endpoint as its organization sees it: never its secrets. */
export type Endpoint = z.output<typeof endpointView>;

/** The endpoints of an organization, oldest first. */
export function endpointsOf(executor: Executor, organizationId: number): Promise<Endpoint[]> {
  return read(executor, sql`organization_id = ${organizationId}::bigint order by created_at, endpoint_id`);
}

/**
 * One of the organization's endpoints, locked until the transaction ends where `lock` says so.
 *
 * @throws {Problem} `not-found`, also for another organization's.
 */
export async function endpointOf(
  executor: Executor,
  organizationId: number,
  endpointId: string,
  { lock = false } = {},
): Promise<Endpoint> {
  const [found] = z.uuid().safeParse(endpointId).success
    ? await read(
        executor,
        sql`endpoint_id = ${endpointId}::uuid and organization_id = ${organizationId}::bigint
          ${lock ? sql`for update` : sql``}`,
      )
    : [];
  if (found === undefined) throw new Problem("not-found", "There is no such webhook endpoint.");
  return found;
}

async function read(executor: Executor, condition: SQL): Promise<Endpoint[]> {
  const rows = await query(
    executor,
    z.object({ endpoint: endpointView }),
    // As JSON, in which times look the same with any driver.
    sql`select json_build_object(
        'endpointId', endpoint_id, 'url', url, 'description', description, 'events', events,
        'jobTypes', job_types, 'enabled', disabled_at is null, 'disabledAt', disabled_at,
        'disabledReason', disabled_reason, 'failingSince', failing_since, 'lastFailure', last_failure,
        'lastFailureAt', last_failure_at, 'lastSuccessAt', last_success_at, 'createdAt', created_at,
        'previousSecretUntil',
          case when previous_secret_until > clock_timestamp() then previous_secret_until end
      ) as endpoint
      from webhook_endpoints where ${condition}`,
  );
  return rows.map((row) => row.endpoint);
}
