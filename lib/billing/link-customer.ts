import { sql } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";

/** Notes whose customer it is, on all that came before too. The first organization stays. */
export async function linkCustomer(tx: Executor, customerId: string, organizationId: number): Promise<void> {
  await tx.execute(sql`
    with linked as (
      insert into billing_customers (customer_id, organization_id)
      select ${customerId}, id from organizations where id = ${organizationId}::bigint
      on conflict do nothing returning customer_id, organization_id
    ), subs as (
      update subscriptions s set organization_id = l.organization_id, updated_at = clock_timestamp()
      from linked l where s.customer_id = l.customer_id
    )
    update invoices i set organization_id = l.organization_id, updated_at = clock_timestamp()
    from linked l where i.customer_id = l.customer_id`);
}
