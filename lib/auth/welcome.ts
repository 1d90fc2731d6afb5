import { randomUUID } from "node:crypto";
import type { Transaction } from "@/lib/db/database";
import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { EnqueueInTransaction } from "@/lib/jobs/with-jobs";
import { members, organizations } from "./schema";

type Newcomer = { userId: number; name: string; email: string };

/** Gives a person who just signed up an organization of their own and enqueues the welcome mail. */
export async function welcome(
  tx: Transaction,
  enqueue: EnqueueInTransaction,
  newcomer: Newcomer,
): Promise<void> {
  const organizationId = await foundOrganization(tx, newcomer);
  await enqueue(
    sendEmail,
    {
      template: "welcome",
      to: newcomer.email,
      data: { name: newcomer.name, dashboardUrl: `${env().BASE_URL}/mail` },
    },
    { actor: { userId: newcomer.userId, organizationId } },
  );
}

async function foundOrganization(tx: Transaction, { userId, name }: Newcomer): Promise<number> {
  const [organization] = await tx
    .insert(organizations)
    .values({ name: `${firstWord(name)}’s organization`, slug: slugFor(name) })
    .returning({ id: organizations.id });
  if (organization === undefined) throw new Error("Postgres returned no row for a new organization.");
  await tx.insert(members).values({ organizationId: organization.id, userId, role: "owner" });
  return organization.id;
}

function firstWord(name: string): string {
  return name.split(/\s+/, 1)[0] ?? name;
}

/** The random end keeps two people of one name apart. */
function slugFor(name: string): string {
  const readable = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${readable.slice(0, 40) || "organization"}-${randomUUID().slice(0, 8)}`;
}
