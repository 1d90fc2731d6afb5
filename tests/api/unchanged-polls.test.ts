import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import type { Actor } from "@/lib/jobs/actor";
import { describeError } from "@/lib/jobs/describe-error";
import { prepareBatch } from "@/lib/jobs/enqueue-batch";
import { insertMany } from "@/lib/jobs/insert";
import { insertBatch } from "@/lib/jobs/transitions/batch";
import { cancel } from "@/lib/jobs/transitions/cancel";
import { complete } from "@/lib/jobs/transitions/complete";
import { heartbeat } from "@/lib/jobs/transitions/heartbeat";
import { notePublished } from "@/lib/jobs/transitions/publish";
import { retry } from "@/lib/jobs/transitions/retry";
import { revive } from "@/lib/jobs/transitions/revive";
import { waitForBatch } from "@/lib/jobs/transitions/wait";
import { servedApiRoutes } from "@/tests/helpers/api-routes";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { exercise } from "@/tests/helpers/exercise-job";
import { beginRun, plantJob, SETTLEMENT } from "@/tests/helpers/planted-job";
import { recordStatements } from "@/tests/helpers/recorded-statements";

let app: TestApp;
let actor: Actor;
let ada: Client;
beforeAll(async () => {
  app = await startApp(await servedApiRoutes());
  actor = await demoActor("ada@example.test", "owner");
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

let jobId: string;
beforeEach(async () => {
  jobId = await plantJob(actor);
});

async function poll(etag = "none"): Promise<{ status: number; etag: string; text: string }> {
  const answer = await ada(`/api/v1/status/${jobId}`, { headers: { "If-None-Match": etag } });
  return { status: answer.status, etag: answer.headers.get("etag") ?? "", text: await answer.text() };
}

type PlanNode = { "Node Type": string; "Relation Name"?: string; "Index Name"?: string } & {
  "Actual Loops": number;
  "Actual Rows": number;
  Plans?: PlanNode[];
};
const plan: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    "Node Type": z.string(),
    "Relation Name": z.string().optional(),
    "Index Name": z.string().optional(),
    "Actual Loops": z.number(),
    "Actual Rows": z.number(),
    Plans: z.array(plan).optional(),
  }),
);

/** What a statement reads, each as `index: rows`; without what was planned and never needed. */
async function reads(statement: SQL): Promise<string[]> {
  const [row] = await query(
    database(),
    z.object({ "QUERY PLAN": z.array(z.object({ Plan: plan })) }),
    sql`explain (analyze, format json) ${statement}`,
  );
  return nodes(row?.["QUERY PLAN"][0]?.Plan)
    .filter((node) => node["Relation Name"] !== undefined && node["Actual Loops"] > 0)
    .map((node) => `${node["Index Name"] ?? node["Node Type"]}: ${node["Actual Rows"]}`);
}

function nodes(node: PlanNode | undefined): PlanNode[] {
  return node === undefined ? [] : [node, ...(node.Plans ?? []).flatMap(nodes)];
}

/** The statements of a poll that is answered with 304, by what they read. */
async function unchangedPoll(): Promise<string[][]> {
  const { etag } = await poll();
  const { statements, stop } = recordStatements();
  const again = await poll(etag);
  stop();
  expect([again.status, again.etag, again.text]).toEqual([304, etag, ""]);
  return Promise.all(statements.map(reads));
}

async function startWaiting(): Promise<string[]> {
  const payloads = [{ act: "return" as const }, { act: "return" as const }];
  const { batch, children } = await prepareBatch(exercise, payloads, {}, { waiter: jobId });
  await insertBatch(database(), batch);
  await insertMany(database(), children);
  const run = await beginRun(jobId);
  const checkpoint = { json: null, note: null };
  await waitForBatch(database(), { ...SETTLEMENT, run }, { batchId: batch.batchId, checkpoint, isNew: true });
  return children.map((child) => child.jobId);
}

describe("a poll of a job that has not changed", () => {
  it("is one statement, which reads one row by its key", async () => {
    expect(await unchangedPoll()).toEqual([["job_executions_pkey: 1"]]);
  });

  it("reads the row of its batch as well while the job waits for one", async () => {
    await startWaiting();
    expect((await unchangedPoll()).map((read) => read.toSorted())).toEqual([
      ["job_batches_pkey: 1", "job_executions_pkey: 1"],
    ]);
  });
});

describe("the ETag", () => {
  it("is another one whenever the answer is, and the same whenever it is not", async () => {
    const steps: [string, () => Promise<unknown>, "changes" | "stays"][] = [
      ["published", () => notePublished(database(), [{ jobId, leg: 1, messageId: "msg_1" }], 0), "stays"],
      ["claimed", () => beginRun(jobId), "changes"],
      ["a heartbeat", () => heartbeat(database(), { jobId, run: 1 }, null), "stays"],
      [
        "progress",
        () => heartbeat(database(), { jobId, run: 1 }, { done: 1, total: 3, message: null }),
        "changes",
      ],
      [
        "a message",
        () => heartbeat(database(), { jobId, run: 1 }, { done: 1, total: 3, message: "rows" }),
        "changes",
      ],
      ["a cancel", () => cancel(database(), [jobId]), "changes"],
      ["a second cancel", () => cancel(database(), [jobId]), "stays"],
      [
        "completed",
        () =>
          complete(
            database(),
            { ...SETTLEMENT, run: { jobId, run: 1, leg: 1, attempt: 1 } },
            { json: '{"emailId":"x"}', note: null },
          ),
        "changes",
      ],
    ];
    let before = await poll();
    for (const [step, act, effect] of steps) {
      await act();
      const after = await poll(before.etag);
      expect([step, after.status]).toEqual([step, effect === "changes" ? 200 : 304]);
      const whole = await poll();
      expect([step, whole.text === before.text]).toEqual([step, effect === "stays"]);
      before = whole;
    }
  });

  it("is another one after a try that failed, a cancel and a revive", async () => {
    const seen = [(await poll()).etag];
    const run = await beginRun(jobId);
    const error = describeError(new Error("away"));
    await retry(database(), { ...SETTLEMENT, run, error }, { inSeconds: 60 });
    seen.push((await poll()).etag);
    await cancel(database(), [jobId]);
    seen.push((await poll()).etag);
    await revive(database(), [jobId], { userId: null });
    seen.push((await poll()).etag);
    expect(new Set(seen).size).toBe(4);
  });

  it("is another one when a job of the batch that it waits for has ended", async () => {
    const [child = ""] = await startWaiting();
    const { etag } = await poll();
    await cancel(database(), [child]);
    const after = await poll(etag);
    expect([after.status, JSON.parse(after.text)]).toEqual([
      200,
      expect.objectContaining({
        status: "waiting",
        batch: { total: 2, completed: 0, failed: 0, cancelled: 1 },
      }),
    ]);
  });
});
