import { asc, eq } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { authTransaction } from "./auth-transaction";
import { members } from "./schema";

/** The organization a person starts in when they sign in: the first they joined; null without one. */
export async function homeOrganization(userId: number): Promise<number | null> {
  const [first] = await (authTransaction()?.tx ?? database())
    .select({ id: members.organizationId })
    .from(members)
    .where(eq(members.userId, userId))
    .orderBy(asc(members.id))
    .limit(1);
  return first?.id ?? null;
}
