import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { deadLetters } from "@/lib/jobs/reconcile/dead-letters";
import { uuids } from "@/lib/jobs/transitions/ids";
import { type Finding, ok, warning } from "./finding";

/** Whether QStash has given messages up of jobs that still wait for them. Looks at the latest 100 letters. */
export async function checkDeadLetters(executor: Executor): Promise<Finding> {
  const { messages, cursor } = await deadLetters(null);
  if (messages.length === 0) return ok("dead-letters", "QStash has none of this environment");
  const ids = [...new Set(messages.map(({ jobId }) => jobId))];
  const open = await query(
    executor,
    z.object({ jobId: z.uuid(), leg: z.number() }),
    sql`select job_id as "jobId", leg from job_executions
      where job_id in (${uuids(ids)}) and completed_at is null`,
  );
  const legs = new Set(open.map(({ jobId, leg }) => `${jobId} ${leg}`));
  const pending = messages.filter(({ jobId, leg }) => legs.has(`${jobId} ${leg}`));
  const count = `${messages.length}${cursor === null ? "" : " or more"}`;
  if (pending.length === 0) return ok("dead-letters", `all ${count} are taken over`);
  return warning(
    "dead-letters",
    `${pending.length} of ${count} are not taken over yet`,
    "pnpm jobs:reconcile",
  );
}
