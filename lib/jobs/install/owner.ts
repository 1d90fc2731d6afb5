import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { env } from "@/lib/env/env";

/** Which environment a database belongs to, and since which restored backup. */
export type Owner = { environment: string; epoch: number };

/** This process's own. */
export function ownOwner(): Owner {
  const { JOBS_ENVIRONMENT, JOBS_EPOCH } = env();
  return { environment: JOBS_ENVIRONMENT, epoch: JOBS_EPOCH };
}

/** An owner in one word, as in `production-1`. */
export function ownerName({ environment, epoch }: Owner): string {
  return `${environment}-${epoch}`;
}

/**
 * The name of another environment to which the database belongs, as a subquery; null for this one's, and for
 * nobody's. A copy of production in staging is production's: what lies there is not staging's to send.
 */
export function foreignOwner(): SQL {
  const { environment, epoch } = ownOwner();
  return sql`(
    select concat(environment, '-', epoch) from job_install
    where (environment, epoch) <> (${environment}::text, ${epoch}::int)
  )`;
}

/** Thrown before anything is written to a database of another environment. */
export class ForeignDatabaseError extends Error {
  override name = "ForeignDatabaseError";

  constructor(owner: string) {
    super(foreignMessage(owner));
  }
}

export function foreignMessage(owner: string): string {
  return (
    `this database belongs to environment "${owner}", this process to "${ownerName(ownOwner())}", so nothing of it is ` +
    "published or changed. Is DATABASE_URL right, and JOBS_ENVIRONMENT and JOBS_EPOCH? If the database is to belong " +
    "to this environment from now on: pnpm jobs:setup --adopt"
  );
}

/** @throws {ForeignDatabaseError} in a database of another environment. */
export async function assertOwnDatabase(executor: Executor): Promise<void> {
  const [row] = await query(
    executor,
    z.object({ foreign: z.string().nullable() }),
    sql`select ${foreignOwner()} as foreign`,
  );
  if (typeof row?.foreign === "string") throw new ForeignDatabaseError(row.foreign);
}
