import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";

/** How often the time of the last success is written, in seconds: not with each of a thousand deliveries. */
const EVERY_SECONDS = 60;

/** Writes down that the endpoint answered well: what failed before does not count any more. */
export async function noteSuccess(executor: Executor, endpointId: string): Promise<void> {
  await executor.execute(sql`
    update webhook_endpoints
    set failing_since = null, failures = 0, last_success_at = clock_timestamp()
    where endpoint_id = ${endpointId}::uuid and (
      failures > 0 or last_success_at is null
      or last_success_at < clock_timestamp() - make_interval(secs => ${EVERY_SECONDS})
    )`);
}
