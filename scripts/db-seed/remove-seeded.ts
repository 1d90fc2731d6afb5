import type postgres from "postgres";
import { SEED_DOMAIN, SEED_MARK } from "./people";

/** Removes what seeds have made, and what went on in their organizations since. @returns how many rows */
export async function removeSeeded(tx: postgres.TransactionSql): Promise<number> {
  await tx`
    create temporary table seeded_users on commit drop as
      select id from users where email like ${`%.${SEED_DOMAIN}`}`;
  await tx`
    create temporary table seeded_organizations on commit drop as
      select id from organizations where metadata = ${SEED_MARK}`;
  await tx`analyze seeded_users`;
  const results = [
    await tx`delete from activity_logs
      where organization_id in (select id from seeded_organizations) or user_id in (select id from seeded_users)`,
    await tx`delete from sent_emails where email_id like 'seed-%'`,
    await tx`delete from invoices where invoice_id like 'in\\_seed\\_%'`,
    await tx`delete from subscriptions where subscription_id like 'sub\\_seed\\_%'`,
    // Memberships, sessions and invitations go with them.
    await tx`delete from organizations where id in (select id from seeded_organizations)`,
    await tx`delete from users where id in (select id from seeded_users)`,
  ];
  return results.reduce((sum, { count }) => sum + count, 0);
}
