import { sql } from "drizzle-orm";
import type { Source } from "@/lib/exports/sources/source";

/** Who is signed in, and from where. */
export const signIns: Source = {
  name: "sign-ins",
  columns: [
    { name: "user", type: "text", value: sql`u.email` },
    { name: "address", type: "text", value: sql`s.ip_address` },
    { name: "signed_in_at", type: "time", value: sql`s.created_at` },
    { name: "expires_at", type: "time", value: sql`s.expires_at` },
  ],
  from: sql`sessions s join users u on u.id = s.user_id join members m on m.user_id = u.id`,
  createdAt: sql`s.created_at`,
  key: sql`s.id`,
  keyType: sql`bigint`,
  organization: sql`m.organization_id`,
};
