import { type SQL, sql } from "drizzle-orm";
import type { ExportPayload } from "@/lib/exports/jobs";
import type { Source } from "./source";

/** The people of an organization; somebody in two of them is two rows when all are exported. */
export const users: Source = {
  name: "users",
  columns: [
    { name: "user_id", type: "number", value: sql`u.id` },
    { name: "name", type: "text", value: sql`u.name` },
    { name: "email", type: "text", value: sql`u.email` },
    { name: "email_verified", type: "boolean", value: sql`u.email_verified` },
    { name: "role", type: "text", value: sql`m.role` },
    { name: "organization", type: "text", value: sql`o.name` },
    { name: "joined_at", type: "time", value: sql`m.created_at` },
    { name: "signed_up_at", type: "time", value: sql`u.created_at` },
  ],
  from: sql`members m join users u on u.id = m.user_id join organizations o on o.id = m.organization_id`,
  createdAt: sql`m.created_at`,
  key: sql`m.id`,
  keyType: sql`bigint`,
  organization: sql`m.organization_id`,
  where: ofRole,
};

function ofRole(payload: ExportPayload): SQL[] {
  if (payload.exportType !== "users" || payload.filters.role === undefined) return [];
  return [sql`${payload.filters.role} = any (string_to_array(replace(m.role, ' ', ''), ','))`];
}
