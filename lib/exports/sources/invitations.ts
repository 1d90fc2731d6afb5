import { sql } from "drizzle-orm";
import type { Source } from "./source";

export const invitations: Source = {
  name: "invitations",
  columns: [
    { name: "email", type: "text", value: sql`i.email` },
    { name: "role", type: "text", value: sql`coalesce(i.role, 'member')` },
    { name: "status", type: "text", value: sql`i.status` },
    { name: "invited_by", type: "text", value: sql`(select u.name from users u where u.id = i.inviter_id)` },
    { name: "invited_at", type: "time", value: sql`i.created_at` },
    { name: "expires_at", type: "time", value: sql`i.expires_at` },
  ],
  from: sql`invitations i`,
  createdAt: sql`i.created_at`,
  key: sql`i.id`,
  keyType: sql`bigint`,
  organization: sql`i.organization_id`,
};
