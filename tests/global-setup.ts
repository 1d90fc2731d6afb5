import { randomUUID } from "node:crypto";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "@/lib/db/migrate";
import { ownPostgres } from "./helpers/postgres-server";
import { databaseUrl } from "./helpers/postgres-url";

declare module "vitest" {
  export interface ProvidedContext {
    postgres: { serverUrl: string; template: string };
  }
}

/**
 * One Postgres for the whole run, with a migrated template that `testDatabase` copies. `DATABASE_URL`, when
 * set, names a server to use instead; its user must be allowed to create databases, and only databases
 * made here are touched.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await testServer();
  const template = `template_${randomUUID().replaceAll("-", "")}`;
  await createTemplate(server.url, template);
  project.provide("postgres", { serverUrl: server.url, template });
  return async () => {
    await run(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
}

async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.DATABASE_URL;
  return url ? { url, stop: async () => {} } : ownPostgres();
}

async function createTemplate(serverUrl: string, template: string): Promise<void> {
  await run(serverUrl, `create database ${template}`);
  await migrateDatabase(databaseUrl(serverUrl, template));
}

async function run(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
