import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { type Finding, failure, ok, warning } from "./finding";
import { reasonOf } from "./reason-of";

/** Every statement of a job waits for it, so a database that is far away makes all of them slow. */
const SLOW_MS = 150;

/** Whether the database answers, and how soon. */
export async function checkDatabase(executor: Executor): Promise<Finding> {
  try {
    // The first one connects.
    const [row] = await query(executor, z.object({ version: z.string() }), VERSION);
    const began = performance.now();
    await executor.execute(sql`select 1`);
    const took = Math.round(performance.now() - began);
    const says = `Postgres ${row?.version ?? ""} answers in ${took} ms`;
    if (took <= SLOW_MS) return ok("database", says);
    return warning("database", says, "run the app in the region of the database");
  } catch (error) {
    return failure(
      "database",
      `no usable answer: ${reasonOf(error)}`,
      "check DATABASE_URL, and that the database lets this machine in",
    );
  }
}

const VERSION = sql`select split_part(current_setting('server_version'), ' ', 1) as version`;
