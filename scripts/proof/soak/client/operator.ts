import { z } from "zod";
import { adminSql } from "@/scripts/local/admin-sql";
import type { Stack } from "@/scripts/proof/soak/stack/stack";
import { deed } from "./client";

const rows = z.array(z.object({ jobId: z.string(), revivals: z.number(), code: z.string().nullable() }));

/** How often a person tries a job again before giving it up. */
const REVIVALS_MAX = 3;

/**
 * A person who looks at what has failed: what the provider refused is repaired there and revived; and, once the faults
 * are over, so is what the faults alone brought down: run after run killed, messages lost for good.
 */
export async function operate(stack: Stack, { areFaultsOver }: { areFaultsOver: boolean }): Promise<void> {
  const refused = await failedRows(stack.databaseUrl, areFaultsOver);
  for (const { jobId, revivals } of refused) {
    if (revivals >= REVIVALS_MAX) continue;
    await stack.provider.repair(jobId);
    await deed(stack.baseUrl, "revive", jobId);
  }
}

async function failedRows(url: string, areFaultsOver: boolean): Promise<z.output<typeof rows>> {
  return adminSql(url, async (sql) =>
    rows.parse([
      ...(await sql`
        select job_id as "jobId", revivals, error_code as code from job_executions
        where status in ('failed', 'timeout') and payload->>'ends' is distinct from 'failed'
          and (${areFaultsOver} or error_code = 'refused')
        limit 50`),
    ]),
  );
}
