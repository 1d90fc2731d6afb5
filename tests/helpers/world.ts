import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { vi } from "vitest";
import { z } from "zod";
import { connect } from "@/lib/db/client";
import { type Database, query } from "@/lib/db/database";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { knownTypes } from "@/lib/jobs/deploys/known-types";
import { type JobEvent, subscribe } from "@/lib/jobs/events";
import { handleFailedMessage } from "@/lib/jobs/failed-message";
import type { JobHandler } from "@/lib/jobs/handle";
import { OUTCOMES, STATUSES, type Status } from "@/lib/jobs/lifecycle";
import { createReconcileRoute } from "@/lib/jobs/reconcile/route";
import { handleSchedule } from "@/lib/jobs/schedules/route";
import { type Credentials, randomCredentials } from "@/scripts/qstash-local/credentials";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";
import { handleExercise } from "./exercise-job";
import { testDatabase } from "./postgres";
import { startQStashProxy } from "./qstash-proxy";
import { serveRoutes } from "./route-server";
import { signDelivery } from "./sign";

const execution = z.object({
  job_id: z.string(),
  status: z.enum(STATUSES),
  leg: z.number(),
  run: z.number(),
  attempt: z.number(),
  retry_count: z.number(),
  rescues: z.number(),
  lost_in_a_row: z.number(),
  result: z.unknown(),
  result_error: z.string().nullable(),
  error: z.string().nullable(),
  error_code: z.string().nullable(),
  message_id: z.string().nullable(),
  dlq_id: z.string().nullable(),
  published_at: z.string().nullable(),
  not_before: z.string().nullable(),
  next_attempt_at: z.string().nullable(),
  completed_at: z.string().nullable(),
  progress_done: z.coerce.number().nullable(),
});

const attempt = z.object({
  run: z.number(),
  attempt: z.number(),
  leg: z.number(),
  outcome: z.enum(OUTCOMES),
  error_message: z.string().nullable(),
});

const qstashMessage = z.object({
  url: z.string(),
  body: z.string(),
  notBefore: z.number(),
  retryDelayExpression: z.string().optional(),
});

export type ExecutionRow = z.output<typeof execution>;

/** Database, local QStash and the engine's routes over real HTTP; everything a story needs, fresh. */
export type World = Awaited<ReturnType<typeof startWorld>>;

/**
 * `databaseUrl` is what the engine uses instead of a database of the world's own; `observedUrl` is another way
 * to the same one, for the story itself, when the engine's may be cut. `routes` are served beside the workers.
 */
export async function startWorld(
  handlers: readonly JobHandler[] = [handleExercise],
  options: { databaseUrl?: string; observedUrl?: string; routes?: Parameters<typeof serveRoutes>[0] } = {},
) {
  const own = options.databaseUrl === undefined ? await testDatabase() : null;
  const url = options.databaseUrl ?? own?.url ?? "";
  const qstash = await startQStashLocal(randomCredentials());
  const proxy = await startQStashProxy(qstash.url);
  const workers = handlers.map((handler) => [handler.job.endpoint, createJobWorker(handler)] as const);
  const app = await serveRoutes({
    ...Object.fromEntries(workers),
    ...options.routes,
    "/api/jobs/failed": handleFailedMessage,
    "/api/jobs/reconcile": createReconcileRoute({
      known: handlers.flatMap(({ job }) => knownTypes(job)),
      retired: [],
    }),
    "/api/jobs/schedule": handleSchedule,
  });
  useEnvironment({ databaseUrl: url, baseUrl: app.url, qstash: { ...qstash, url: proxy.url } });
  const { db, close } = connect(options.observedUrl ?? url);
  const events: JobEvent[] = [];
  const unsubscribe = subscribe((event) => events.push(event));
  return {
    db,
    qstash,
    /** What stands between the engine and QStash. */
    proxy,
    app,
    events,
    row: (jobId: string) => readRow(db, jobId),
    attempts: (jobId: string) => readAttempts(db, jobId),
    waitFor: (jobId: string, status: Status) => waitFor(db, jobId, status),
    /** The message as QStash has it; null when it has none of this id any more. */
    message: (messageId: string | null) => readMessage(qstash, messageId),
    deliver: (path: string, body: unknown, changes: Changes = {}) =>
      deliver(app.url, qstash, path, body, changes),
    async stop() {
      unsubscribe();
      await proxy.close();
      await qstash.close();
      await app.close();
      await close();
      await own?.drop();
    },
  };
}

/** The process's environment, as the checked `env()` will read it: call before anything does. */
export function useEnvironment(given: {
  databaseUrl: string;
  baseUrl: string;
  qstash: Pick<QStashLocal, "url" | keyof Credentials>;
}): void {
  Object.assign(process.env, {
    DATABASE_URL: given.databaseUrl,
    BASE_URL: given.baseUrl,
    QSTASH_URL: given.qstash.url,
    QSTASH_TOKEN: given.qstash.token,
    QSTASH_CURRENT_SIGNING_KEY: given.qstash.currentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: given.qstash.nextSigningKey,
    RESEND_API_KEY: "re_local_tests",
    RESEND_FROM: "Tests <tests@example.test>",
    BETTER_AUTH_SECRET: randomUUID() + randomUUID(),
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  });
}

type Changes = Partial<Parameters<typeof signDelivery>[0]> & {
  headers?: Record<string, string>;
  raw?: string;
};

/** Sends a delivery as QStash would, or as a forger would where `changes` say so. */
async function deliver(
  base: string,
  qstash: QStashLocal,
  path: string,
  body: unknown,
  changes: Changes,
): Promise<Response> {
  const text = changes.raw ?? JSON.stringify(body);
  const { headers = {}, raw: _, ...signing } = changes;
  const signature = signDelivery({
    url: `${base}${path}`,
    body: text,
    key: qstash.currentSigningKey,
    ...signing,
  });
  return fetch(`${base}${path}`, {
    method: "POST",
    body: text,
    headers: { "Upstash-Signature": signature, "Content-Type": "application/json", ...headers },
  });
}

async function readMessage(qstash: QStashLocal, messageId: string | null) {
  const headers = { Authorization: `Bearer ${qstash.token}` };
  const response = await fetch(`${qstash.url}/v2/messages/${messageId}`, { headers });
  return response.ok ? qstashMessage.parse(await response.json()) : null;
}

async function readRow(db: Database, jobId: string): Promise<ExecutionRow> {
  const [row] = await query(db, execution, sql`select * from job_executions where job_id = ${jobId}::uuid`);
  if (row === undefined) throw new Error(`No execution ${jobId}.`);
  return row;
}

function readAttempts(db: Database, jobId: string) {
  return query(db, attempt, sql`select * from job_attempts where job_id = ${jobId}::uuid order by run`);
}

async function waitFor(db: Database, jobId: string, status: Status): Promise<ExecutionRow> {
  return vi.waitFor(
    async () => {
      const row = await readRow(db, jobId);
      if (row.status !== status)
        throw new Error(`Execution ${jobId} is ${row.status}, not ${status}: ${row.error}`);
      return row;
    },
    { timeout: 20_000, interval: 25 },
  );
}
