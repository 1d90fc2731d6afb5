import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { select } from "./rows";

/** One of the demo's people, who operates nothing, whatever the demo lets them. */
export async function demoActor(email: string, role: Actor["role"] = "member"): Promise<Actor> {
  const [row] = await select(
    database(),
    sql`select user_id::int as "userId", organization_id::int as "organizationId" from members m
      join users u on u.id = m.user_id where u.email = ${email}`,
  );
  return { userId: Number(row?.userId), organizationId: Number(row?.organizationId), role, staff: "none" };
}
