import { sql } from "drizzle-orm";
import { oldRows } from "./old-rows";

/** Of files that are gone, whose jobs are gone as well: nobody can ask for them any more. */
export const artifactRows = oldRows({
  table: "artifacts",
  key: [["artifact_id", "uuid"]],
  isOld: (before) => sql`t.status in ('expired', 'abandoned') and t.created_at < ${before} and not exists (
    select from job_executions j where j.job_id = t.job_id
  )`,
});
