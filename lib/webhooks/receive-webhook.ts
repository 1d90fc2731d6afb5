import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { Problem } from "@/lib/http/problem";
import { BodyTooLargeError, readBody } from "@/lib/http/read-body";
import { withJobs } from "@/lib/jobs/with-jobs";
import { logger } from "@/lib/logger/logger";
import { processWebhook } from "./jobs";
import type { VerifiedEvent, WebhookSources } from "./source";
import { storableJson } from "./storable-json";

const BODY_MAX_BYTES = 1024 * 1024;

/**
 * Takes an event: verified on the raw body, kept, and its job enqueued, in one transaction, before anybody hears 200.
 * The same event again is answered 200 and enqueues nothing, unless its job has failed: then it gets another one. What a person has cancelled stays so.
 *
 * @throws {Problem} `not-found` for an unknown source, `too-large`, `wrong-signature` for everything else that is
 * wrong with it; nothing is written.
 * @throws when the database cannot be asked: the provider sends it again.
 */
export async function receiveWebhook(
  request: Request,
  source: string,
  sources: WebhookSources,
): Promise<Response> {
  const known = sources.get(source);
  if (known === undefined) throw new Problem("not-found", "There is no such source of webhooks.");
  const event = known.verify(await rawBody(request), request.headers);
  if (event === null) {
    logger().warn("[webhooks] Refused a delivery: no event, or not signed as it should be", { source });
    throw new Problem("wrong-signature", "The signature does not fit this body, or is too old.");
  }
  await keep(source, event);
  return Response.json({ ok: true });
}

async function rawBody(request: Request): Promise<string> {
  try {
    return await readBody(request, BODY_MAX_BYTES);
  } catch (error) {
    if (error instanceof BodyTooLargeError) throw new Problem("too-large", "An event has at most 1 MiB.");
    throw error;
  }
}

async function keep(source: string, event: VerifiedEvent): Promise<void> {
  const { id, type } = event;
  await withJobs(async (tx, enqueue) => {
    const needsJob = (await isNew(tx, source, event)) || (await hasFailed(tx, source, id));
    if (!needsJob) return;
    const { jobId } = await enqueue(processWebhook, { source, eventId: id, event: type });
    await tx.execute(sql`
      update webhook_events set job_id = ${jobId}::uuid where source = ${source} and event_id = ${id}`);
  });
}

const found = z.object({});

async function isNew(tx: Executor, source: string, event: VerifiedEvent): Promise<boolean> {
  const { id, type, occurredAt, data } = event;
  const kept = await query(
    tx,
    found,
    sql`
    insert into webhook_events (source, event_id, type, data, job_id, occurred_at)
    values (${source}, ${id}, ${type}, ${storableJson(data)}::jsonb, gen_random_uuid(),
      ${occurredAt?.toISOString() ?? null}::timestamptz)
    on conflict do nothing returning event_id`,
  );
  return kept.length > 0;
}

/** The row is locked: of many that come again at once, one brings another job. */
async function hasFailed(tx: Executor, source: string, id: string): Promise<boolean> {
  await tx.execute(sql`
    select from webhook_events where source = ${source} and event_id = ${id} for update`);
  const failed = await query(
    tx,
    found,
    sql`
    select e.event_id from webhook_events e left join job_executions j on j.job_id = e.job_id
    where e.source = ${source} and e.event_id = ${id} and e.status = 'received'
      and (j.job_id is null or j.status in ('failed', 'timeout'))`,
  );
  return failed.length > 0;
}
