import { sql } from "drizzle-orm";
import type { Source } from "./source";

/** All organizations of the product; for staff. */
export const organizations: Source = {
  name: "organizations",
  columns: [
    { name: "organization_id", type: "number", value: sql`o.id` },
    { name: "name", type: "text", value: sql`o.name` },
    { name: "slug", type: "text", value: sql`o.slug` },
    {
      name: "members",
      type: "number",
      value: sql`(select count(*) from members m where m.organization_id = o.id)`,
    },
    {
      name: "subscription",
      type: "text",
      value: sql`(select s.status from subscriptions s where s.organization_id = o.id order by s.started_at desc limit 1)`,
    },
    { name: "created_at", type: "time", value: sql`o.created_at` },
  ],
  from: sql`organizations o`,
  createdAt: sql`o.created_at`,
  key: sql`o.id`,
  keyType: sql`bigint`,
  organization: null,
};
