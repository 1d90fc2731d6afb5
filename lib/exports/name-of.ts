import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";

/** How a mail speaks to whoever reads it. */
export async function nameOf(tx: Executor, email: string): Promise<string> {
  const [found] = await query(
    tx,
    z.object({ name: z.string() }),
    sql`select name from users where email = ${email.toLowerCase()}`,
  );
  return found?.name ?? email.slice(0, email.lastIndexOf("@")).slice(0, 120);
}
