import { type SQL, sql } from "drizzle-orm";
import type { ExportPayload } from "@/lib/exports/jobs";
import type { Source } from "./source";

/** Who did what. The person's name is today's; somebody who is gone has none. */
export const activityLogs: Source = {
  name: "activity-logs",
  columns: [
    { name: "id", type: "number", value: sql`a.id` },
    { name: "time", type: "time", value: sql`a.created_at` },
    { name: "organization_id", type: "number", value: sql`a.organization_id` },
    { name: "user_id", type: "number", value: sql`a.user_id` },
    { name: "user_name", type: "text", value: sql`(select u.name from users u where u.id = a.user_id)` },
    { name: "action", type: "text", value: sql`a.action` },
    { name: "subject", type: "text", value: sql`a.subject` },
    { name: "details", type: "text", value: sql`a.details::text` },
  ],
  from: sql`activity_logs a`,
  createdAt: sql`a.created_at`,
  key: sql`a.id`,
  keyType: sql`bigint`,
  organization: sql`a.organization_id`,
  where: asAsked,
};

function asAsked(payload: ExportPayload): SQL[] {
  if (payload.exportType !== "activity-logs") return [];
  const { action, userId } = payload.filters;
  return [
    ...(action === undefined ? [] : [sql`a.action = ${action}`]),
    ...(userId === undefined ? [] : [sql`a.user_id = ${userId}::bigint`]),
  ];
}
