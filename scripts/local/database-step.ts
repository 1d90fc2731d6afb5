import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminSql } from "./admin-sql";
import type { Launch } from "./launch";
import { startPostgres } from "./postgres";

/** Where `pnpm dev` keeps its data. */
export const DEV_DATA_DIR = ".data/pg";

/** The database of a start. */
export type StartedDatabase = {
  url: string;
  /** For migrations, where `url` goes through a pooler. */
  directUrl: string;
  /** True for a database on this machine: demo people with a public password may live there. */
  isLocal: boolean;
};

/** The database that `DATABASE_URL` names, else the embedded one with its data in `.data/pg`. */
export async function devDatabase(launch: Launch): Promise<StartedDatabase> {
  const { DATABASE_URL: url, DATABASE_URL_DIRECT: directUrl = url } = launch.given;
  if (!url || !directUrl)
    return embedded(launch, { dataDir: DEV_DATA_DIR, port: 54_329, holder: "pnpm dev" });
  await connected(launch, url);
  return { url, directUrl, isLocal: isLoopback(url) };
}

/**
 * An empty database that is deleted at the end: on the server that `DATABASE_URL` names, whose user must be
 * allowed to create databases, else on an embedded server of its own.
 */
export async function demoDatabase(launch: Launch): Promise<StartedDatabase> {
  const serverUrl = launch.given.DATABASE_URL_DIRECT ?? launch.given.DATABASE_URL;
  if (!serverUrl) {
    const dataDir = join(tmpdir(), `nextjs-jobs-demo-${randomUUID()}`);
    return embedded(launch, { dataDir, holder: "pnpm demo", temporary: true, durable: false });
  }
  await connected(launch, serverUrl);
  const url = await createDatabase(launch, serverUrl);
  return { url, directUrl: url, isLocal: true };
}

async function embedded(
  { report, shutdown }: Launch,
  options: Parameters<typeof startPostgres>[0],
): Promise<StartedDatabase> {
  const server = await report.step(
    "postgres",
    "starting the embedded server",
    () => startPostgres({ ...options, log: report.note }),
    ({ version, port }) => ({
      what: `${version} embedded`,
      where: `127.0.0.1:${port}`,
      preferred: options.port,
    }),
  );
  shutdown.add(() => server.stop());
  shutdown.watch("postgres", server.exited);
  return { url: server.url, directUrl: server.url, isLocal: true };
}

async function connected({ report }: Launch, url: string): Promise<void> {
  await report.step(
    "postgres",
    "connecting to DATABASE_URL",
    () => adminSql(url, (sql) => sql`select current_setting('server_version') as version`),
    ([row]) => ({ what: `${row?.version} DATABASE_URL`, where: new URL(url).host }),
  );
}

async function createDatabase({ shutdown }: Launch, serverUrl: string): Promise<string> {
  const name = `jobs_demo_${randomUUID().replaceAll("-", "")}`;
  await adminSql(serverUrl, (sql) => sql`create database ${sql(name)}`);
  shutdown.add(() => adminSql(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function isLoopback(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]", ""].includes(new URL(url).hostname);
}
