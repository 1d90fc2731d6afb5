import { connect, useDatabase } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { migrateDatabase } from "@/lib/db/migrate";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { ownPostgres } from "@/tests/helpers/postgres-server";
import { serveRoutes } from "@/tests/helpers/route-server";
import { fairJob, handleFair, handleUnfair, unfairJob } from "./jobs";

export type Stage = { db: Database; stop(): Promise<void> };

/** A Postgres, a local QStash and the two worker routes, in this process. Once in a process: it sets the environment. */
export async function setStage(): Promise<Stage> {
  const server = await ownPostgres();
  await migrateDatabase(server.url);
  const qstash = await startQStashLocal(randomCredentials());
  const app = await serveRoutes({
    [fairJob.endpoint]: createJobWorker(handleFair),
    [unfairJob.endpoint]: createJobWorker(handleUnfair),
  });
  Object.assign(
    process.env,
    appEnvironment({
      DATABASE_URL: server.url,
      BASE_URL: app.url,
      QSTASH_URL: qstash.url,
      QSTASH_TOKEN: qstash.token,
      QSTASH_CURRENT_SIGNING_KEY: qstash.currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: qstash.nextSigningKey,
    }),
  );
  const { db, close } = connect(server.url, { max: 20 });
  useDatabase(db);
  return {
    db,
    async stop() {
      await app.close();
      await qstash.close();
      await close();
      await server.stop();
    },
  };
}
