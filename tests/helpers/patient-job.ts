import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";
import { exercise, gate } from "./exercise-job";

/** Waits for a batch that is under way, its own one, or for children of its own; then tells how they ended. */
export const patient = defineJob({
  type: "patient",
  endpoint: "/api/jobs/patient",
  description: "Waits for a batch.",
  payload: z.object({
    /** The id of a batch, "own" for the one it is in, or "children" for ten that take a second to begin. */
    waitsFor: z.string(),
    /** Waits for its gate before it waits for the batch. */
    isGated: z.boolean().optional(),
    /** How often it waits for that batch. Default once. */
    times: z.number().optional(),
  }),
  result: z.object({ statuses: z.array(z.string()) }),
  retries: 0,
  timeoutSeconds: 10,
});

export const handlePatient = handle(patient, async ({ waitsFor, isGated, times = 1 }, ctx) => {
  const waited = z.number().parse(ctx.checkpoint ?? 0);
  if (waited < times) {
    if (isGated) await reachGate(ctx.jobId);
    const children = Array.from({ length: 10 }, () => ({ act: "wait-for-gate" as const }));
    const batch = waitsFor === "children" ? ctx.batch(exercise, children) : await named(waitsFor, ctx.jobId);
    return ctx.waitFor(batch, { checkpoint: waited + 1 });
  }
  const statuses: string[] = [];
  for await (const child of ctx.children()) statuses.push(child.status);
  return { statuses };
});

async function reachGate(jobId: string): Promise<void> {
  gate(jobId).reached += 1;
  await gate(jobId).opened;
}

async function named(waitsFor: string, jobId: string): Promise<{ batchId: string }> {
  if (waitsFor !== "own") return { batchId: waitsFor };
  const [own] = await query(
    database(),
    z.object({ batchId: z.string() }),
    sql`select batch_id as "batchId" from job_executions where job_id = ${jobId}::uuid`,
  );
  return own ?? { batchId: "none" };
}
