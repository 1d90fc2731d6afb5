import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { database } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import type { Launch } from "@/scripts/local/launch";
import { freePort } from "@/scripts/local/ports";
import { startPostgres } from "@/scripts/local/postgres";
import { localQStash } from "@/scripts/local/qstash-step";
import { randomSecret } from "@/scripts/local/secrets";

/** Where all that is compared side by side runs. */
export type Stage = {
  launch: Launch;
  databaseUrl: string;
  /** Where the bench's app listens once `startBenchApp` was called. */
  baseUrl: string;
  /** The key that signs deliveries. */
  signingKey: string;
  /** All variables of the app; this process has them too. */
  environment: Record<string, string>;
};

/**
 * Starts an empty Postgres and a local QStash of the run's own. Nothing is forced to disk: what is compared is what
 * the programs do, not how fast the machine's disk is.
 */
export async function startStage(launch: Launch): Promise<Stage> {
  const postgres = await startPostgres({
    dataDir: join(tmpdir(), `nextjs-jobs-bench-${randomUUID()}`),
    holder: "pnpm bench",
    temporary: true,
    durable: false,
    preload: ["pg_stat_statements"],
  });
  launch.shutdown.add(() => postgres.stop());
  launch.shutdown.watch("postgres", postgres.exited);
  await migrateDatabase(postgres.url);
  const qstash = await localQStash(launch);
  const baseUrl = `http://127.0.0.1:${await freePort()}`;
  const environment = {
    ...qstash,
    DATABASE_URL: postgres.url,
    BASE_URL: baseUrl,
    // As graphile-worker does, whose connection is a direct one too.
    DATABASE_PREPARE: process.env.DATABASE_PREPARE || "on",
    JOBS_ENVIRONMENT: "bench",
    LOG_LEVEL: "warn",
    BETTER_AUTH_SECRET: randomSecret(),
    RESEND_API_KEY: `re_${randomSecret()}`,
    RESEND_FROM: "Bench <bench@example.test>",
  };
  Object.assign(process.env, environment);
  const signingKey = qstash.QSTASH_CURRENT_SIGNING_KEY;
  return { launch, databaseUrl: postgres.url, baseUrl, signingKey, environment };
}

/** Leaves nothing of one measurement to the next. */
export async function clearTables(): Promise<void> {
  await database().execute(sql`truncate job_executions, job_attempts, job_batches cascade`);
}
