import type postgres from "postgres";
import { invoiceRows, makeSubscriptions, subscriptionRows } from "./billing";
import { invitationRows, sessionRows } from "./comings";
import { insertRows, type Rows } from "./insert-rows";
import { logRows } from "./logs";
import { mailRows } from "./mails";
import { companyRows, DEMO, makePeople, memberRows, SEED_DOMAIN, userRows } from "./people";
import type { SeedPlan } from "./plan";
import { removeSeeded } from "./remove-seeded";

/** What was made: rows of each table. */
export type Made = Readonly<Record<string, number>>;

type Telling = { removed?: (rows: number) => void; made?: (table: string, rows: number) => void };

/** Thrown where an earlier seed's rows are in the way. Nothing was written. */
export class AlreadySeeded extends Error {
  override name = "AlreadySeeded";

  constructor(users: number) {
    super(
      `This database has the rows of an earlier seed (${users} users), and a second one would make them twice. ` +
        "--replace removes them first.",
    );
  }
}

/**
 * Fills a database with customers and their year, in one transaction: all of it is there, or nothing. Two at once take
 * turns, and the second finds the rows of the first.
 *
 * @throws {AlreadySeeded} unless `replace`.
 */
export async function seedDatabase(
  sql: postgres.Sql,
  plan: SeedPlan,
  { replace = false, removed, made }: { replace?: boolean } & Telling = {},
): Promise<Made> {
  const counts: Record<string, number> = {};
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('db:seed'))`;
    const [{ users = 0 } = {}] =
      await tx`select count(*)::int as users from users where email like ${`%.${SEED_DOMAIN}`}`;
    if (users > 0 && !replace) throw new AlreadySeeded(users);
    if (users > 0) {
      const rows = await removeSeeded(tx);
      removed?.(rows);
    }
    for (const rows of await allRows(tx, plan)) {
      counts[rows.table] = await insertRows(tx, rows);
      made?.(rows.table, counts[rows.table] ?? 0);
    }
  });
  // What was planned for empty tables is planned badly from now on.
  for (const table of Object.keys(counts)) await sql`analyze ${sql(table)}`;
  return counts;
}

/** In an order in which nothing refers to what comes later. */
async function allRows(tx: postgres.TransactionSql, plan: SeedPlan): Promise<Rows[]> {
  const [demo] = await tx`select id::int from organizations where slug = ${DEMO.slug}`;
  const users = await newIds(tx, "users", plan.users);
  const organizations = await newIds(tx, "organizations", plan.organizations);
  const { companies, people } = makePeople(plan, { users, organizations });
  const [first] = companies;
  if (demo !== undefined && first !== undefined) first.id = demo.id;
  const subscriptions = makeSubscriptions(plan, companies);
  return [
    companyRows(demo === undefined ? companies : companies.slice(1)),
    userRows(people),
    memberRows(people),
    sessionRows(plan, people),
    invitationRows(plan, people),
    subscriptionRows(plan, subscriptions),
    invoiceRows(plan, subscriptions),
    mailRows(plan, people),
    logRows(plan, people),
  ];
}

async function newIds(tx: postgres.TransactionSql, table: string, count: number): Promise<number[]> {
  const rows = await tx`
    select nextval(pg_get_serial_sequence(${table}, 'id'))::int as id from generate_series(1, ${count}::int)`;
  return rows.map(({ id }) => Number(id));
}
