import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { ROOT, readText } from "@/tests/architecture/sources";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { testDatabase } from "@/tests/helpers/postgres";
import { databaseUrl } from "@/tests/helpers/postgres-url";
import { adoptingApp, page, put } from "./page";

let app: string;
beforeAll(async () => {
  app = await adoptingApp();
});
afterAll(() => rm(app, { recursive: true }));

it("the folders that the page lists compile alone in another Next app, strictly", async () => {
  expect(page.folders).not.toContain("lib/auth");
  expect(await run("typescript", "bin/tsc", ["--noEmit", "-p", app])).toBe("");
}, 120_000);

it("the page lists each package that the folders import, as this project pins it", async () => {
  const pinned = JSON.parse(readText("package.json")).dependencies;
  const imported = new Set((await imports()).map((name) => `${name}@${pinned[name]}`));
  expect(page.dependencies.toSorted()).toEqual([...imported].toSorted());
});

it("the app that the page makes migrates, enqueues a job and runs it when it is delivered signed", async () => {
  const database = await migrated();
  try {
    await put(app, "sign.ts", readText("tests/helpers/sign.ts"));
    await put(app, "story.ts", STORY);
    const env = required(database.url);
    const said = await run("tsx", "dist/cli.mjs", [path.join(app, "story.ts")], env);
    expect(JSON.parse(said)).toEqual({ unsigned: 401, signed: 200, again: "duplicate", status: "completed" });
  } finally {
    await database.drop();
  }
}, 120_000);

it("guards.sql and a generated migration make what this project's migrations make of the engine", async () => {
  const own = await testDatabase();
  const adopted = await migrated();
  try {
    expect(await engineOf(adopted.url)).toEqual(await engineOf(own.url));
  } finally {
    await adopted.drop();
    await own.drop();
  }
}, 120_000);

/** The one index on the engine's tables that lib/outgoing-webhooks brings. */
const OF_A_SLICE = "job_executions_webhook_deliveries";

/** One job through the adopter's own route, as QStash would bring it. */
const STORY = `
import { sql } from "drizzle-orm";
import { POST } from "@/app/api/jobs/greet/route";
import { greet } from "@/lib/greetings/jobs";
import { database } from "@/lib/db/client";
import { enqueue } from "@/lib/jobs/enqueue";
import { signDelivery } from "./sign";

const { jobId } = await enqueue(greet, { name: "Ada" });
const url = process.env.BASE_URL + greet.endpoint;
const body = JSON.stringify({ v: 1, jobId, type: greet.type, leg: 1 });
const signature = () => signDelivery({ url, body, key: process.env.QSTASH_CURRENT_SIGNING_KEY ?? "" });
const send = (headers: Record<string, string>) => POST(new Request(url, { method: "POST", body, headers }));
const unsigned = await send({});
const signed = await send({ "Upstash-Signature": signature() });
const again = await (await send({ "Upstash-Signature": signature() })).json();
const [row] = [...(await database().execute(sql\`select status from job_executions\`)) as never as { status: string }[]];
process.stdout.write(JSON.stringify({ unsigned: unsigned.status, signed: signed.status, again: again.code, status: row?.status }));
process.exit(0);
`;

/** The variables that the page names, and none that it does not. */
function required(url: string): NodeJS.ProcessEnv {
  const all: Record<string, string> = appEnvironment({ DATABASE_URL: url, QSTASH_URL: "http://127.0.0.1:9" });
  const named = Object.fromEntries(page.variables.map((name) => [name, all[name]]));
  const { PATH = "" } = process.env;
  return { PATH, NODE_ENV: "test", LOG_LEVEL: "silent", QSTASH_URL: "http://127.0.0.1:9", ...named };
}

/** A database with the adopter's own migration, as `drizzle-kit` makes it, and the guards. */
async function migrated(): Promise<{ url: string; drop(): Promise<void> }> {
  await rm(path.join(app, "drizzle"), { recursive: true, force: true });
  await run("drizzle-kit", "bin.cjs", ["generate"]);
  const [tables = ""] = (await readdir(path.join(app, "drizzle"))).filter((file) => file.endsWith(".sql"));
  const { serverUrl } = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await execute(serverUrl, `create database ${name}`);
  const url = databaseUrl(serverUrl, name);
  await execute(url, await readFile(path.join(app, "drizzle", tables), "utf8"));
  await execute(url, await readFile(path.join(app, "lib/jobs/schema/guards.sql"), "utf8"));
  return { url, drop: () => execute(serverUrl, `drop database ${name} with (force)`) };
}

async function execute(url: string, statements: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statements);
  } finally {
    await sql.end();
  }
}

/** Functions, triggers, indexes and rules of the engine's tables, by what Postgres says of them. */
async function engineOf(url: string): Promise<unknown> {
  const sql = postgres(url, { max: 1 });
  try {
    return {
      functions: await sql`
        select proname, case when prokind = 'f' then regexp_replace(prosrc, '\\s*--[^\n]*', '', 'g') end as body,
          provolatile, proparallel, prorettype::regtype::text, proargtypes::regtype[]::text
        from pg_proc where pronamespace = 'public'::regnamespace and proname like 'job%' order by 1`,
      triggers: await sql`
        select pg_get_triggerdef(oid) as trigger from pg_trigger where not tgisinternal order by 1`,
      indexes: await sql`
        select indexdef from pg_indexes
        where schemaname = 'public' and indexname <> ${OF_A_SLICE} and (tablename like 'job%' or tablename like 'schedule%') order by 1`,
      rules: await sql`
        select conrelid::regclass::text as on, conname, pg_get_constraintdef(oid) as rule from pg_constraint
        where conrelid::regclass::text ~ '^(job|schedule)' and contype <> 'n' order by 1, 2`,
    };
  } finally {
    await sql.end();
  }
}

/** Packages that the copied files import. */
async function imports(): Promise<string[]> {
  const files = (
    await Promise.all(
      page.folders.map(async (folder) =>
        (
          await readdir(path.join(app, folder), { recursive: true })
        ).map((file) => path.join(app, folder, file)),
      ),
    )
  ).flat();
  const sources = await Promise.all(
    files.filter((file) => file.endsWith(".ts")).map((file) => readFile(file, "utf8")),
  );
  return sources
    .flatMap((source) =>
      [...source.matchAll(/^(?:import|export|\}) ?.*from "([^"./][^"]*)"/gm)].map(([, name = ""]) => name),
    )
    .filter((name) => !/^(node:|@\/)/.test(name))
    .map((name) =>
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    );
}

/** Runs a package's program in the app. @returns all that it says, when it ends in whatever way */
async function run(name: string, program: string, args: string[], env?: NodeJS.ProcessEnv): Promise<string> {
  const file = path.join(ROOT, "node_modules", name, program);
  return promisify(execFile)(process.execPath, [file, ...args], { cwd: app, env: env ?? process.env }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}
