import { and, eq, inArray } from "drizzle-orm";
import { members, organizations, users } from "@/lib/auth/schema";
import type { Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { EnqueueInTransaction } from "@/lib/jobs/with-jobs";
import type { Receiver } from "./receiver";

/** People who are told; an organization with more admins than that will hear of it from one of them. */
const TOLD_MAX = 20;

const NAME_CHARS_MAX = 120;

/** Mails an organization's owners and admins that an endpoint was disabled; the mails commit with that. */
export async function tellAdmins(
  tx: Transaction,
  enqueue: EnqueueInTransaction,
  { organizationId, url }: Receiver,
  cause: "failing" | "gone",
): Promise<void> {
  const host = new URL(url).host;
  for (const { name, email, organizationName } of await adminsOf(tx, organizationId)) {
    // Of the product itself: the organization's other endpoints need not hear of its own mails.
    await enqueue(sendEmail, {
      template: "webhookDisabled",
      to: email,
      data: {
        name: asName(name),
        organizationName: asName(organizationName),
        host: asName(host),
        cause,
        endpointsUrl: env().BASE_URL,
      },
    });
  }
}

async function adminsOf(tx: Transaction, organizationId: number) {
  return await tx
    .select({ name: users.name, email: users.email, organizationName: organizations.name })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(organizations, eq(organizations.id, members.organizationId))
    .where(and(eq(members.organizationId, organizationId), inArray(members.role, ["owner", "admin"])))
    .orderBy(members.id)
    .limit(TOLD_MAX);
}

/** Names as the mail takes them; a name that it does not take must not keep the endpoint enabled. */
function asName(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").slice(0, NAME_CHARS_MAX) || "there";
}
