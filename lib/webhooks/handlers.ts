import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { type Executor, query } from "@/lib/db/database";
import { NonRetryableError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";
import { sourcesInUse } from "./in-use";
import { processWebhook } from "./jobs";

/** What the event changes, that it is processed, and the end of the job are committed at once. */
export const handleProcessWebhook = handle(processWebhook, async ({ source, eventId }, ctx) => {
  const event = await findEvent(database(), source, eventId);
  const handlers = sourcesInUse().get(source)?.handlers ?? {};
  const handler = Object.hasOwn(handlers, event.type) ? handlers[event.type] : handlers["*"];
  const status = handler === undefined ? "unhandled" : "processed";
  return await ctx.complete({ handled: handler !== undefined }, async (tx) => {
    const moved = await query(
      tx,
      z.object({}),
      sql`
      update webhook_events set status = ${status}, processed_at = clock_timestamp()
      where source = ${source} and event_id = ${eventId} and status <> 'processed' returning 1 as one`,
    );
    if (moved.length > 0)
      await handler?.(tx, { id: eventId, ...event }, (job, payload, options) =>
        ctx.enqueue(job, payload, options),
      );
  });
});

const row = z.object({ type: z.string(), occurredAt: z.string().nullable(), data: z.unknown() });

async function findEvent(db: Executor, source: string, eventId: string) {
  const [found] = await query(
    db,
    row,
    sql`
    select type, occurred_at::text as "occurredAt", data from webhook_events
    where source = ${source} and event_id = ${eventId}`,
  );
  if (found === undefined)
    throw new NonRetryableError("The event is not kept any more.", { code: "event-gone" });
  const { type, occurredAt, data } = found;
  return { type, data, occurredAt: occurredAt === null ? null : new Date(occurredAt) };
}
