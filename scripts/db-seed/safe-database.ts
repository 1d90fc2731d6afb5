import type postgres from "postgres";
import { isLoopback } from "@/lib/env/loopback";

/** Thrown for a database in which invented customers have no business. */
export class UnsafeDatabase extends Error {
  override name = "UnsafeDatabase";

  constructor(why: string) {
    super(`${why}, and made-up customers are for development. Where that is meant: --any-database.`);
  }
}

type Given = Readonly<Record<string, string | undefined>>;

/** @throws {UnsafeDatabase} when the variables speak of production, or the database is not on this machine. */
export function assertSafeEnvironment(given: Given, url: string): void {
  for (const name of ["NODE_ENV", "VERCEL_ENV", "JOBS_ENVIRONMENT"]) {
    if (given[name] === "production") throw new UnsafeDatabase(`${name} is "production"`);
  }
  if (!isLoopback(url)) throw new UnsafeDatabase("The database is not on this machine");
}

/** @throws {UnsafeDatabase} when the database itself says that it is production's, tunnelled here or copied. */
export async function assertSafeDatabase(sql: postgres.Sql): Promise<void> {
  const [owner] = await sql`select environment from job_install`;
  if (owner?.environment === "production") throw new UnsafeDatabase("The database belongs to production");
}
