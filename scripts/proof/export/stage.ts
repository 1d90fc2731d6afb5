import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { members, organizations, users } from "@/lib/auth/schema";
import { connect, useDatabase } from "@/lib/db/client";
import { type Database, query } from "@/lib/db/database";
import { migrateDatabase } from "@/lib/db/migrate";
import { handleSendEmail } from "@/lib/emails/handlers";
import { sendEmail } from "@/lib/emails/jobs";
import { exportData } from "@/lib/exports/jobs";
import type { JobActor } from "@/lib/jobs/actor";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { startResendLocal } from "@/scripts/resend-local/start-resend-local";
import { appEnvironment } from "@/tests/helpers/app-environment";
import { plantActivity } from "@/tests/helpers/export-rows";
import { ownPostgres } from "@/tests/helpers/postgres-server";
import { serveRoutes } from "@/tests/helpers/route-server";
import { startVictims } from "./victims";

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** Postgres, QStash, a mailbox, the mails' worker in this process and the exports' worker in one that can be killed. */
export async function setStage(rows: number) {
  const server = await ownPostgres();
  await migrateDatabase(server.url);
  const qstash = await startQStashLocal(randomCredentials());
  const mailbox = await startResendLocal();
  const folder = await mkdtemp(join(tmpdir(), "proof-export-"));
  const victims = startVictims();
  const app = await serveRoutes({
    [exportData.endpoint]: (request) => victims.pass(request),
    [sendEmail.endpoint]: createJobWorker(handleSendEmail),
  });
  const environment = appEnvironment({
    DATABASE_URL: server.url,
    BASE_URL: app.url,
    QSTASH_URL: qstash.url,
    QSTASH_TOKEN: qstash.token,
    QSTASH_CURRENT_SIGNING_KEY: qstash.currentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: qstash.nextSigningKey,
    RESEND_BASE_URL: mailbox.url,
  });
  Object.assign(process.env, environment, { STORAGE_DIR: folder });
  const { db, close } = connect(server.url, { max: 10, queryTimeoutSeconds: 120 });
  useDatabase(db);
  return {
    db,
    mailbox,
    victims,
    actor: await plant(db, rows),
    async stop() {
      victims.stop();
      await app.close();
      await qstash.close();
      await mailbox.close();
      await close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function plant(db: Database, rows: number): Promise<JobActor> {
  const [organization] = await db
    .insert(organizations)
    .values({ name: "Engines", slug: "engines" })
    .returning();
  const [user] = await db.insert(users).values({ name: "Ada", email: "ada@example.test" }).returning();
  if (organization === undefined || user === undefined) throw new Error("Postgres returned no row.");
  const actor = { organizationId: organization.id, userId: user.id };
  await db.insert(members).values(actor);
  await plantActivity(db, organization.id, rows, 60);
  await query(db, z.object({}), sql`analyze activity_logs`);
  return actor;
}
