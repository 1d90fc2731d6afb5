import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Executor, query } from "@/lib/db/database";
import type { ReportModel, ReportTable } from "@/lib/reports/model";
import { chartOf, keyFigure } from "./compare";
import { revenueIn } from "./metrics";
import { type Scope, within } from "./range";
import type { ReportParts } from "./report-parts";

const INVOICES_SHOWN = 1_000;

/** What was paid. Amounts of different currencies are never added up. */
export async function billing(db: Executor, scope: Scope): Promise<ReportParts> {
  const currencies = await currenciesIn(db, scope);
  const recurring = await monthlyRecurring(db, scope);
  const keyFigures: ReportModel["keyFigures"] = [...recurring];
  const charts: ReportModel["charts"] = [];
  for (const currency of currencies) {
    const revenue = revenueIn(currency);
    keyFigures.push(await keyFigure(db, revenue, scope, (amount) => money(amount, currency)));
    charts.push(await chartOf(db, revenue, scope, "columns", unitOf(currency)));
  }
  keyFigures.push({ label: "Failed payments", value: await failedPayments(db, scope), change: null });
  return { title: "Billing report", keyFigures, charts, tables: [await invoiceTable(db, scope)] };
}

const text = z.object({ value: z.string() });

async function currenciesIn(db: Executor, scope: Scope): Promise<string[]> {
  const rows = await query(
    db,
    text,
    sql`
    select distinct i.currency as value from invoices i where ${mine(scope)}
      and (${within(sql`i.issued_at`, scope)} or ${within(sql`i.paid_at`, scope)})
    order by 1 limit 10`,
  );
  return rows.map(({ value }) => value);
}

/** What the subscriptions that run now bring in a month, whatever they are billed by. */
async function monthlyRecurring(db: Executor, { organizationId }: Scope): Promise<ReportModel["keyFigures"]> {
  const whose = organizationId === null ? sql`true` : sql`s.organization_id = ${organizationId}::bigint`;
  const rows = await query(
    db,
    z.object({ currency: z.string(), amount: z.number() }),
    sql`
    select s.currency, sum(s.amount * s.quantity / case s.interval when 'year' then 12.0 else 1.0 end)::float8 as amount
    from subscriptions s where ${whose} and s.status in ('active', 'past_due') group by 1 order by 1 limit 10`,
  );
  return rows.map(({ currency, amount }) => ({
    label: `Recurring a month in ${currency}, today`,
    value: money(amount, currency),
    change: null,
  }));
}

async function failedPayments(db: Executor, scope: Scope): Promise<string> {
  const [row] = await query(
    db,
    text,
    sql`
    select count(*)::text as value from invoices i
    where ${mine(scope)} and ${within(sql`i.issued_at`, scope)} and i.status = 'failed'`,
  );
  return row?.value ?? "0";
}

const invoice = z.object({
  day: z.string(),
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  total: z.number(),
});

async function invoiceTable(db: Executor, scope: Scope): Promise<ReportTable> {
  const rows = await query(
    db,
    invoice,
    sql`
    select to_char(i.issued_at at time zone ${scope.zone}, 'YYYY-MM-DD') as day, i.invoice_id as id, i.status,
      i.amount_due::float8 as amount, i.currency, count(*) over ()::int as total
    from invoices i where ${mine(scope)} and ${within(sql`i.issued_at`, scope)}
    order by i.issued_at desc, i.invoice_id limit ${INVOICES_SHOWN}`,
  );
  return {
    title: "Invoices",
    columns: [
      { name: "Issued", type: "text" },
      { name: "Invoice", type: "text" },
      { name: "Status", type: "text" },
      { name: "Amount", type: "text" },
    ],
    rows: rows.map(({ day, id, status, amount, currency }) => [day, id, status, money(amount, currency)]),
    total: rows[0]?.total ?? 0,
  };
}

function mine({ organizationId }: Scope): SQL {
  return organizationId === null ? sql`true` : sql`i.organization_id = ${organizationId}::bigint`;
}

function money(amount: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount / unitOf(currency));
}

/** How many of the smallest unit make one: 100 cents, one yen. */
function unitOf(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return 10 ** maximumFractionDigits;
}
