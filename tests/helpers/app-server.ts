import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { seedDemo } from "@/lib/auth/seed";
import { connect } from "@/lib/db/client";
import { createApp } from "@/scripts/local/app";
import { freePort } from "@/scripts/local/ports";
import { randomSecret } from "@/scripts/local/secrets";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { startResendLocal } from "@/scripts/resend-local/start-resend-local";
import { baseEnvironment, testBuild } from "./app-build";
import { appEnvironment } from "./app-environment";
import { testDatabase } from "./postgres";

/** The app as it runs in production, with a database, a QStash and a mailbox of its own. */
export type AppServer = Awaited<ReturnType<typeof startAppServer>>;

/** Starts the test build on an empty database with the demo's people, all on free ports. */
export async function startAppServer() {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    return await start(stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function start(stops: (() => Promise<unknown>)[]) {
  const folder = await testBuild();
  const database = await testDatabase();
  stops.push(() => database.drop());
  const { db, close } = connect(database.url, { max: 4 });
  stops.push(close);
  await seedDemo(db);
  const qstash = await startQStashLocal({ randomKeys: true });
  stops.push(() => qstash.close());
  const mailbox = await startResendLocal();
  stops.push(() => mailbox.close());
  const files = await mkdtemp(path.join(tmpdir(), "nextjs-jobs-files-"));
  stops.push(() => rm(files, { recursive: true, force: true }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    ...baseEnvironment(),
    ...appEnvironment({
      DATABASE_URL: database.url,
      BASE_URL: url,
      QSTASH_URL: qstash.url,
      QSTASH_TOKEN: qstash.token,
      QSTASH_CURRENT_SIGNING_KEY: qstash.currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: qstash.nextSigningKey,
      RESEND_BASE_URL: mailbox.url,
      STORAGE_DIR: path.join(files, "storage"),
      TEMP_DIR: path.join(files, "tmp"),
      // Also for code of the app that runs in the test's own process.
      JOBS_ENVIRONMENT: "browser",
      METRICS_TOKEN: randomSecret(),
      LOG_LEVEL: "warn",
    }),
  };
  const lines: string[] = [];
  const shutdown = { add: (stop: () => Promise<unknown>) => void stops.push(stop), watch: () => {} };
  const onLine = (line: string) => void lines.push(line);
  const app = createApp({ shutdown }, { command: "start", folder, port, environment, onLine });
  await app.start();
  return {
    url,
    environment,
    database: { url: database.url, db },
    qstash,
    mailbox,
    /** What the app has written since it answers: warnings and errors. */
    lines: lines as readonly string[],
    stop: () => stopAll(stops),
  };
}

async function stopAll(stops: (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop();
}
