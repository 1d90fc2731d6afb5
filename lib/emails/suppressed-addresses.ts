import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import { EffectRefused, NonRetryableError } from "@/lib/jobs/errors";
import { audited, type By } from "@/lib/jobs/transitions/audit";

/** Why nothing is mailed to an address any more. */
export type SuppressionReason = "bounced" | "complained" | "suppressed";

const WORDS: Record<SuppressionReason, string> = {
  bounced: "mail to this address came back for good",
  complained: "who reads it reported our mail as spam",
  suppressed: "Resend does not send to this address any more",
};

const row = z.object({ reason: z.enum(["bounced", "complained", "suppressed"]) });

/**
 * Asked right before a mail is sent, for it may have waited for hours.
 *
 * @throws {EffectRefused} caused by a NonRetryableError `address-suppressed`: nothing was sent, and nothing will be.
 */
export async function assertNotSuppressed(db: Executor, address: string): Promise<void> {
  const [found] = await query(
    db,
    row,
    sql`select reason from suppressed_addresses where address = ${address.toLowerCase()}`,
  );
  if (found === undefined) return;
  const message = `Not sent: ${WORDS[found.reason]}. Take it off the list of suppressed addresses first.`;
  throw new EffectRefused(new NonRetryableError(message, { code: "address-suppressed" }));
}

/** Mails nothing to an address any more. The first reason stays. */
export async function suppress(
  tx: Executor,
  { address, reason, emailId }: { address: string; reason: SuppressionReason; emailId: string },
): Promise<void> {
  await tx.execute(sql`
    insert into suppressed_addresses (address, reason, email_id)
    values (${address.toLowerCase()}, ${reason}, ${emailId}) on conflict do nothing`);
}

/**
 * Lets mail go to an address again, once somebody knows that it works; with a line of the audit.
 *
 * @returns whether it was on the list.
 */
export async function allowAgain(db: Executor, address: string, by: By): Promise<boolean> {
  const nothing = sql`(select null::uuid as job_id, null::uuid as batch_id, null::text as job_type, address from gone) as gone`;
  const gone = await query(
    db,
    z.object({}),
    sql`with gone as (
        delete from suppressed_addresses where address = ${address.toLowerCase()} returning address
      ),
      noted as (${audited("allow-address", by, nothing, sql`jsonb_build_object('address', gone.address)`)})
      select address from gone`,
  );
  return gone.length > 0;
}
