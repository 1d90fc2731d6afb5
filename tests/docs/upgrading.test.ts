import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { z } from "zod";
import { migrateDatabase } from "@/lib/db/migrate";
import { readText } from "@/tests/architecture/sources";
import { databaseUrl } from "@/tests/helpers/postgres-url";
import { makeTempFolder } from "@/tests/helpers/temp-folder";

/** The last migration before those of which the page speaks. */
const BEFORE = "0020_api_keys";

const BUILT = [
  "ended_of_type",
  "of_organization",
  "of_schedule",
  "of_status",
  "of_user",
  "open_of_type",
  "own",
];

const journal = z.looseObject({ entries: z.array(z.looseObject({ tag: z.string() })) });

/** A fresh database as it was before, with a thousand jobs, and a superuser's connection to it. */
async function oldDatabase() {
  const { serverUrl } = inject("postgres");
  const name = `upgrade_${crypto.randomUUID().replaceAll("-", "")}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await server`create database ${server(name)}`;
  const url = databaseUrl(serverUrl, name);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  onTestFinished(async () => {
    await sql.end();
    await server`drop database if exists ${server(name)} with (force)`;
    await server.end();
  });
  await migrate(drizzle(sql), { migrationsFolder: await oldMigrations() });
  await sql`
    insert into job_executions (job_id, job_type, status, payload, payload_hash, endpoint, max_retries, timeout_seconds,
      backoff_seconds, user_id, organization_id, completed_at)
    select job_new_id(), 'type-' || n % 10, case when n % 2 = 0 then 'pending' else 'failed' end::job_status, '{}',
      md5(n::text), '/', 3, 30, array[10], n % 50, nullif(n % 7, 0), case when n % 2 = 1 then clock_timestamp() end
    from generate_series(1, 1000) as n`;
  return { url, sql };
}

/** What the folder of migrations was before. */
async function oldMigrations(): Promise<string> {
  const folder = await makeTempFolder();
  await cp("drizzle", folder, { recursive: true });
  const file = path.join(folder, "meta/_journal.json");
  const whole = journal.parse(JSON.parse(await readFile(file, "utf8")));
  const last = whole.entries.findIndex(({ tag }) => tag === BEFORE);
  await writeFile(file, JSON.stringify({ ...whole, entries: whole.entries.slice(0, last + 1) }));
  return folder;
}

/** What the page says to run, each by itself. */
function statements(): string[] {
  const blocks = [...readText("docs/upgrading.md").matchAll(/^```sql\n([\s\S]*?)^```$/gm)];
  return blocks
    .flatMap(([, code = ""]) => code.split(/;\s*\n/))
    .filter((statement) => statement.trim() !== "");
}

const index = z.object({ name: z.string(), file: z.string(), definition: z.string(), isValid: z.boolean() });

async function indexesOf(sql: postgres.Sql) {
  const rows = await sql`
    select replace(relname, 'job_executions_', '') as name, pg_relation_filenode(pg_class.oid)::text as file,
      pg_get_indexdef(pg_class.oid) as definition, indisvalid as "isValid"
    from pg_index join pg_class on pg_class.oid = indexrelid where indrelid = 'job_executions'::regclass order by relname`;
  return z.array(index).parse(rows);
}

const withoutFile = (rows: z.output<typeof index>[]) => rows.map((row) => ({ ...row, file: null }));
const built = (rows: z.output<typeof index>[]) => rows.filter(({ name }) => BUILT.includes(name));

describe("a database from before the indexes of lists", () => {
  it("has those found that were built as the page says, and ends as any other", async () => {
    const [byHand, plain] = [await oldDatabase(), await oldDatabase()];
    const answers = [];
    for (const statement of statements()) answers.push(await byHand.sql.unsafe(statement));
    expect(answers.length).toBeGreaterThan(12);
    const before = built(await indexesOf(byHand.sql));
    expect(before.map(({ name, isValid }) => [name, isValid])).toEqual(BUILT.map((name) => [name, true]));

    await migrateDatabase(byHand.url);
    await migrateDatabase(plain.url);
    const after = await indexesOf(byHand.sql);
    // Not built anew: they lie in the same files.
    expect(built(after)).toEqual(before);
    expect(withoutFile(after)).toEqual(withoutFile(await indexesOf(plain.sql)));
  });

  it("is not migrated while a build that was broken off has left its index", async () => {
    const { url, sql } = await oldDatabase();
    // Two jobs of one type: a unique index fails at its end, as one whose session was ended.
    await expect(
      sql.unsafe("create unique index concurrently job_executions_own on job_executions (job_type)"),
    ).rejects.toThrow("could not create unique index");
    const unfinished = statements().find((statement) => statement.includes("as unfinished")) ?? "";
    expect(await sql.unsafe(unfinished)).toMatchObject([{ unfinished: "job_executions_own" }]);

    await expect(migrateDatabase(url)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("not built to their end: job_executions_own") },
    });
    expect((await indexesOf(sql)).map(({ name }) => name)).not.toContain("of_status");
    await sql.unsafe("drop index concurrently job_executions_own");
    await migrateDatabase(url);
    expect((await indexesOf(sql)).map(({ name }) => name)).toEqual(expect.arrayContaining(BUILT));
  });
});
