import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import postgres from "postgres";
import { z } from "zod";
import { connect, useDatabase } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { migrateDatabase } from "@/lib/db/migrate";
import type { LocalPostgres } from "@/scripts/local/postgres";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { type PostgresGate, startPostgresGate } from "@/tests/helpers/postgres-gate";
import { ownPostgres } from "@/tests/helpers/postgres-server";
import { makeHalves } from "./halves";

/** Longest that a query may take here, in seconds; short, so that half-open connections do not take long to prove. */
export const QUERY_SECONDS = 3;

export type Stage = {
  server: LocalPostgres;
  /** Stands between the engine and Postgres. */
  gate: PostgresGate;
  /** The engine's database, on the driver under proof and through the gate. */
  db: Database;
  /** The same database for the proof itself, by another way. */
  seen: Database;
  /** For kills and restarts: not an application's session. */
  admin: postgres.Sql;
  stop(): Promise<void>;
};

/** A Postgres of its own, and the engine on `open`. */
export async function setStage(open: typeof connect, poolMax: number): Promise<Stage> {
  const server = await ownPostgres({ durable: true });
  await migrateDatabase(server.url);
  const gate = await startPostgresGate(server.url);
  await prepareEnvironment(gate.url);
  const pool = open(gate.url, { max: poolMax, queryTimeoutSeconds: QUERY_SECONDS });
  const observer = connect(server.url);
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined, connect_timeout: 3 });
  useDatabase(pool.db);
  await makeHalves(observer.db);
  return {
    server,
    gate,
    db: pool.db,
    seen: observer.db,
    admin,
    async stop() {
      await Promise.allSettled([pool.close(), observer.close(), admin.end({ timeout: 1 })]);
      await gate.close();
      await server.stop();
    },
  };
}

let sink: Promise<string> | undefined;

/** What the engine reads once in a process: the same QStash for each driver, then. */
async function prepareEnvironment(databaseUrl: string): Promise<void> {
  sink ??= startSink();
  Object.assign(process.env, appEnvironment({ DATABASE_URL: databaseUrl, QSTASH_URL: await sink }));
}

/** A QStash that takes every message and delivers none. It does not keep the process alive. */
async function startSink(): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const messages = z.array(z.unknown());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const ids = messages.parse(await json(request)).map(() => ({ messageId: `msg_${randomUUID()}` }));
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(ids));
}
