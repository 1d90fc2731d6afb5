import { sql } from "drizzle-orm";
import type { Source } from "./source";

export const sentEmails: Source = {
  name: "sent-emails",
  columns: [
    { name: "email_id", type: "text", value: sql`e.email_id` },
    { name: "to", type: "text", value: sql`e.to_address` },
    { name: "subject", type: "text", value: sql`e.subject` },
    { name: "template", type: "text", value: sql`e.template` },
    { name: "status", type: "text", value: sql`e.status` },
    { name: "status_at", type: "time", value: sql`e.status_at` },
    { name: "sent_at", type: "time", value: sql`e.created_at` },
  ],
  from: sql`sent_emails e`,
  createdAt: sql`e.created_at`,
  key: sql`e.email_id`,
  keyType: sql`text`,
  organization: sql`e.organization_id`,
};
