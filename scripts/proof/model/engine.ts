import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { connect } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { createJobWorker } from "@/lib/jobs/create-worker";
import { handleFailedMessage } from "@/lib/jobs/failed-message";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { signDelivery } from "@/tests/helpers/sign";
import { acts, charged, handleModel, modelJob } from "./job";
import { type QStashPort, startQStashPort } from "./qstash-port";

/** The real engine on a real Postgres, with the model as its postman and its clock. */
export type Engine = {
  db: Database;
  qstash: QStashPort;
  /** A signed delivery to the worker, or to the failure callback's route. */
  deliver(message: { jobId: string; leg: number }): Promise<string>;
  callBack(message: { jobId: string; leg: number }): Promise<string>;
  /** As new: no job, no message. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

const BASE = "http://127.0.0.1:9";

/** Uses the migrated database at `url`. Sets the process's environment: call before anything reads it. */
export async function startEngine(url: string): Promise<Engine> {
  const qstash = await startQStashPort();
  const credentials = randomCredentials();
  Object.assign(process.env, {
    DATABASE_URL: url,
    BASE_URL: BASE,
    QSTASH_URL: qstash.url,
    QSTASH_TOKEN: credentials.token,
    QSTASH_CURRENT_SIGNING_KEY: credentials.currentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: credentials.nextSigningKey,
    RESEND_API_KEY: "re_local_proof",
    RESEND_FROM: "Proof <proof@example.test>",
    BETTER_AUTH_SECRET: randomUUID() + randomUUID(),
    LOG_LEVEL: "silent",
  });
  const { db, close } = connect(url);
  const worker = createJobWorker(handleModel);

  async function post(path: string, body: unknown, route: (request: Request) => Promise<Response>) {
    const text = JSON.stringify(body);
    const address = `${BASE}${path}`;
    const signature = signDelivery({ url: address, body: text, key: credentials.currentSigningKey });
    const headers = { "Upstash-Signature": signature, "Content-Type": "application/json" };
    const response = await route(new Request(address, { method: "POST", body: text, headers }));
    return `${response.status} ${await response.text()}`;
  }

  return {
    db,
    qstash,
    deliver: (message) => post(modelJob.endpoint, { v: 1, type: modelJob.type, ...message }, worker),
    callBack(message) {
      const source = JSON.stringify({ v: 1, type: modelJob.type, ...message });
      const body = { sourceBody: Buffer.from(source).toString("base64"), dlqId: "1-0" };
      return post("/api/jobs/failed", body, handleFailedMessage);
    },
    async reset() {
      await db.execute(
        sql`truncate job_executions, job_attempts, job_batches, job_effects, job_pauses, job_audit cascade`,
      );
      Object.assign(qstash, { fault: "none", forgets: true });
      acts.clear();
      charged.clear();
    },
    async stop() {
      await close();
      await qstash.close();
    },
  };
}
