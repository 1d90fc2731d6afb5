import pc from "picocolors";
import { localDatabase } from "./db-seed/local-database";
import { readOptions, type SeedOptions } from "./db-seed/options";
import { assertSafeDatabase, assertSafeEnvironment } from "./db-seed/safe-database";
import { type Made, seedDatabase } from "./db-seed/seed";
import { adminSql } from "./local/admin-sql";
import { loadEnvFiles, setVariables } from "./local/environment";
import { withCauses } from "./local/report";

const HELP = `pnpm db:seed: fills a database with made-up customers and a year of what they did.

Organizations with people, sessions and invitations (also old ones), subscriptions and invoices in several
currencies, sent mails, and logs of activity with the rhythm of days and weeks. The first and largest
organization is the one that "pnpm dev" signs you in to. The same numbers make the same rows, but for
the tokens of sessions.

The database is DATABASE_URL, from the environment or .env files, else that of "pnpm dev", running or not. One
in production or on another machine is refused. All is made in one transaction. Where a seed's rows are
already, nothing is made: say --replace.

Usage: pnpm db:seed [options]

  --users N           people. Default 1000
  --organizations N   their organizations. Default a twentieth of the people
  --logs N            lines of activity. Default 100000; a million take some seconds
  --seed N            another number makes other rows. Default 1
  --until DAY         the end of the year that is filled, such as 2026-11-28. Default today
  --replace           remove the rows of an earlier seed first
  --any-database      also in production and on another machine
  --help              this text

Exit codes: 0 done; 1 failed, nothing was made; 2 wrong command line.
`;

const options = readOptions(HELP);
// A launcher marks its variables as complete, in Next's own way: then no file is to add any.
const { __NEXT_PROCESSED_ENV: isComplete } = process.env;
if (!isComplete) loadEnvFiles();
process.exitCode = await main(options);

async function main(options: SeedOptions): Promise<number> {
  try {
    const { DATABASE_URL, DATABASE_URL_DIRECT: url = DATABASE_URL } = setVariables();
    if (url) await seed(url, options);
    else await seedLocal(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${pc.red("db:seed:")} ${withCauses(error)}\n`);
    return 1;
  }
}

async function seedLocal(options: SeedOptions): Promise<void> {
  const { url, close } = await localDatabase();
  try {
    await seed(url, options);
  } finally {
    await close();
  }
}

async function seed(url: string, { plan, replace, anyDatabase }: SeedOptions): Promise<void> {
  if (!anyDatabase) assertSafeEnvironment(setVariables(), url);
  await adminSql(url, async (sql) => {
    if (!anyDatabase) await assertSafeDatabase(sql);
    say(`seed ${plan.seed}, a year until ${plan.until.toJSON().slice(0, 10)}, in ${new URL(url).host}`);
    const startedAt = performance.now();
    const removed = (rows: number) => say(`${number(rows)} rows of an earlier seed removed`);
    const made = await seedDatabase(sql, plan, {
      replace,
      removed,
      made: (table, rows) => say(`${number(rows)} ${table}`),
    });
    say(pc.green(`${number(total(made))} rows in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`));
  });
}

function total(made: Made): number {
  return Object.values(made).reduce((sum, count) => sum + count, 0);
}

function number(value: number): string {
  return value.toLocaleString("en").padStart(11);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
