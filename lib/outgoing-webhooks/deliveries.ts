import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { STATUSES } from "@/lib/jobs/lifecycle";
import { administered } from "./administered";
import { endpointOf } from "./endpoint";
import { deliverWebhook } from "./jobs";
import { parsed } from "./request";

const isoTime = z
  .string()
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime())
  .nullable();

/** A delivery as the API shows it. */
export const deliveryView = z.object({
  deliveryId: z.uuid(),
  event: z.enum(["job.completed", "job.failed", "webhook.test"]),
  /** The job that ended; null for a test. */
  jobId: z.uuid().nullable(),
  status: z.enum(STATUSES),
  /** Tries so far. */
  attempts: z.number(),
  /** What the endpoint answered to the last try; null where it did not answer. */
  httpStatus: z.number().nullable(),
  error: z.object({ code: z.string().nullable(), message: z.string() }).nullable(),
  /** The delivery that this one repeats. */
  redeliveryOf: z.uuid().nullable(),
  createdAt: isoTime,
  nextAttemptAt: isoTime,
  completedAt: isoTime,
});

/** One event on its way to one endpoint, or arrived, or given up. */
export type Delivery = z.output<typeof deliveryView>;

/** Which deliveries are asked for. */
export const deliveriesQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  /** The last delivery of the page before. */
  cursor: z.uuid().optional(),
});

/**
 * An endpoint's deliveries, newest first, page by page.
 *
 * @param asked `limit`, 1 to 100, default 50, and `cursor`, the `nextCursor` of the page before.
 * @throws {Problem} `not-allowed`, `not-found`, `invalid`.
 */
export async function listDeliveries(
  actor: Actor,
  endpointId: string,
  asked: unknown,
): Promise<{ items: Delivery[]; nextCursor: string | null }> {
  const organizationId = administered(actor);
  const { limit, cursor } = parsed(deliveriesQuery, asked);
  await endpointOf(database(), organizationId, endpointId);
  const behind = cursor === undefined ? sql`true` : sql`d.job_id < ${cursor}::uuid`;
  const found = await deliveriesOf(database(), { endpointId, organizationId }, behind, limit + 1);
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.deliveryId ?? null) : null };
}

/** One of an endpoint's deliveries; undefined when it is none of them, or gone. */
export async function findDelivery(
  executor: Executor,
  of: EndpointOf,
  deliveryId: string,
): Promise<Delivery | undefined> {
  if (!z.uuid().safeParse(deliveryId).success) return undefined;
  const [found] = await deliveriesOf(executor, of, sql`d.job_id = ${deliveryId}::uuid`, 1);
  return found;
}

type EndpointOf = { endpointId: string; organizationId: number };

/** Deliveries that fit a condition on `d`, newest first. */
export async function deliveriesOf(
  executor: Executor,
  { endpointId, organizationId }: EndpointOf,
  which: SQL,
  limit: number,
): Promise<Delivery[]> {
  const rows = await query(
    executor,
    z.object({ delivery: deliveryView }),
    sql`select ${DELIVERY} as delivery
      from job_executions d
      left join lateral (
        select http_status, error_code, error_message from job_attempts a
        where a.job_id = d.job_id order by a.run desc limit 1
      ) as last on true
      where ${isDelivery} and d.payload ->> 'endpointId' = ${endpointId}
        and d.organization_id = ${organizationId}::bigint and ${which}
      order by d.job_id desc
      limit ${limit}`,
  );
  return rows.map((row) => row.delivery);
}

/** The very condition of the index. */
const isDelivery = sql.raw(`d.job_type = '${deliverWebhook.type}'`);

const DELIVERY = sql`json_build_object(
  'deliveryId', d.job_id, 'jobId', d.payload #>> '{ended,jobId}', 'status', d.status, 'attempts', d.run,
  'event', case when d.payload -> 'ended' is null then 'webhook.test'
    when d.payload #>> '{ended,status}' = 'completed' then 'job.completed' else 'job.failed' end,
  'httpStatus', coalesce((d.result ->> 'httpStatus')::int, last.http_status),
  'error', case when d.status <> 'completed' and coalesce(d.error, last.error_message) is not null
    then json_build_object('code', coalesce(d.error_code, last.error_code),
      'message', coalesce(d.error, last.error_message)) end,
  'redeliveryOf', d.replayed_from, 'createdAt', d.created_at, 'nextAttemptAt', d.next_attempt_at,
  'completedAt', d.completed_at
)`;
