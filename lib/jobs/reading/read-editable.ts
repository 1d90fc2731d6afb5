import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { JobDefinition } from "@/lib/jobs/define";
import { liftPayload } from "@/lib/jobs/payloads/lift-payload";
import { masked } from "@/lib/jobs/payloads/masked-payload";

/**
 * What an edited replay begins with. `lifted`: the payload is of an earlier deploy and was brought to today's schema;
 * `lost`: that could not be done, or retention has erased it, and there is none to begin with.
 */
export type Editable = {
  job: JobDefinition;
  payload: unknown;
  state: "as-stored" | "lifted" | "lost";
};

const row = z.object({
  type: z.string(),
  payload: z.unknown(),
  payloadVersion: z.number(),
  hasEnded: z.boolean(),
});

/**
 * The payload of a job that has ended, masked, as today's schema of its type has it. A string: why there can be no
 * edited replay of it. `find` is the registry's.
 */
export async function readEditable(
  executor: Executor,
  jobId: string,
  find: (type: string) => JobDefinition | undefined,
): Promise<Editable | "unknown" | "open" | "unknown-type" | "replaced-type"> {
  if (!z.uuid().safeParse(jobId).success) return "unknown";
  const [found] = await query(
    executor,
    row,
    sql`select job_type as type, payload, payload_version as "payloadVersion", completed_at is not null as "hasEnded"
      from job_executions where job_id = ${jobId}::uuid`,
  );
  if (found === undefined) return "unknown";
  if (!found.hasEnded) return "open";
  const job = find(found.type);
  if (job === undefined) return "unknown-type";
  if (job.type !== found.type) return "replaced-type";
  if (found.payload === null || found.payload === undefined) return { job, payload: null, state: "lost" };
  const state = found.payloadVersion === job.payloadVersion ? "as-stored" : "lifted";
  try {
    return { job, payload: masked(job.payload, await liftPayload(job, found)), state };
  } catch {
    // A step between versions threw, or there is none from this one.
    return { job, payload: null, state: "lost" };
  }
}
