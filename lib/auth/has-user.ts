import { eq } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { authTransaction } from "./auth-transaction";
import { users } from "./schema";

/** Whether somebody signs in with the address. */
export async function hasUser(email: string): Promise<boolean> {
  const found = await (authTransaction()?.tx ?? database())
    .select({ id: users.id })
    .from(users)
    .where(eq(users.email, email.toLowerCase()))
    .limit(1);
  return found.length > 0;
}
