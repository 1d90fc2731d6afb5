import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { enqueue } from "@/lib/jobs/enqueue";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { followUp } from "@/lib/jobs/follow-up";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { remoteSpan } from "@/lib/jobs/tracing/trace-parent";
import { withJobs } from "@/lib/jobs/with-jobs";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const exporter = new InMemorySpanExporter();
let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
beforeEach(() => exporter.reset());
afterAll(() => world.stop());

/** As an app does that wants traces; nothing of it is the engine's. */
function registerSdk(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
}

/** Waits for that many spans of a name, in the order in which they ended. */
async function spans(name: string, count = 1): Promise<ReadableSpan[]> {
  const found = () => exporter.getFinishedSpans().filter((span) => span.name === name);
  await poll(() => found().length).toBe(count);
  return found();
}

async function span(name: string): Promise<ReadableSpan> {
  const [found] = await spans(name);
  if (found === undefined) throw new Error(`No span ${name}.`);
  return found;
}

async function traceParent(jobId: string): Promise<string | null> {
  const [row] = await query(
    world.db,
    z.object({ parent: z.string().nullable() }),
    sql`select trace_parent as parent from job_executions where job_id = ${jobId}::uuid`,
  );
  return row?.parent ?? null;
}

it("without an SDK a job runs as ever, and no trace is kept or sent", async () => {
  const { jobId } = await enqueue(exercise, { act: "return" });
  await world.waitFor(jobId, "completed");
  expect(await traceParent(jobId)).toBeNull();
  registerSdk();
});

describe("a trace", () => {
  it("goes from the enqueue to the run, by the row and the message", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" });
    const [enqueued, ran] = [await span("enqueue exercise"), await span("run exercise")];
    const { traceId, spanId } = enqueued.spanContext();
    expect(await traceParent(jobId)).toBe(`00-${traceId}-${spanId}-01`);
    expect(ran.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
    expect(ran.links).toMatchObject([{ context: { traceId, spanId } }]);
    expect([enqueued.kind, ran.kind]).toEqual([SpanKind.PRODUCER, SpanKind.CONSUMER]);
    expect(enqueued.attributes).toEqual({
      "messaging.system": "qstash",
      "messaging.destination.name": "exercise",
      "messaging.operation.name": "enqueue",
      "messaging.operation.type": "create",
    });
    expect(ran.attributes).toMatchObject({
      "messaging.operation.name": "run",
      "messaging.operation.type": "process",
      "messaging.message.id": jobId,
      "jobs.run": 1,
      "jobs.outcome": "completed",
    });
    expect(ran.status.code).toBe(SpanStatusCode.UNSET);
  });

  it("begins in the span of whoever enqueues", async () => {
    const outer = trace.getTracer("tests").startSpan("request");
    await context.with(trace.setSpan(context.active(), outer), () => enqueue(exercise, { act: "return" }));
    outer.end();
    const { traceId } = outer.spanContext();
    expect((await span("enqueue exercise")).parentSpanContext).toMatchObject({ traceId });
    expect((await span("run exercise")).spanContext().traceId).toBe(traceId);
  });

  it("has every try of a job, and says which error each met", async () => {
    const { jobId } = await enqueue(exercise, { act: "non-retryable", throws: 1 });
    const [first, second] = await spans("run exercise", 2);
    expect(new Set([first, second].map((one) => one?.spanContext().traceId)).size).toBe(1);
    expect(first).toMatchObject({
      attributes: { "jobs.outcome": "retry", "jobs.attempt": 1, "error.type": "Error" },
      status: { code: SpanStatusCode.ERROR },
      events: [{ name: "exception" }],
    });
    expect(second?.attributes).toMatchObject({ "jobs.outcome": "failed", "jobs.attempt": 2 });
    const [attempt] = await query(
      world.db,
      z.object({ print: z.string() }),
      sql`select error_fingerprint as print from job_attempts where job_id = ${jobId}::uuid and run = 1`,
    );
    expect(first?.attributes["jobs.error_fingerprint"]).toBe(attempt?.print);
  });

  it("goes on after a rescue", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 1000 });
    await alter(
      world.db,
      jobId,
      sql`message_id = 'msg_forgotten', not_before = clock_timestamp() - interval '1 hour',
        published_at = clock_timestamp() - interval '1 hour', publish_claimed_until = null`,
    );
    await reconcile();
    const { traceId } = (await span("enqueue exercise")).spanContext();
    expect(await span("run exercise")).toMatchObject({ attributes: { "jobs.leg": 2 } });
    expect((await span("run exercise")).spanContext().traceId).toBe(traceId);
  });

  it("goes on with a follow-up", async () => {
    await enqueue(exercise, { act: "return" }, { onSuccess: followUp(exercise, { act: "progress" }) });
    const runs = await spans("run exercise", 2);
    const { traceId } = (await span("enqueue exercise")).spanContext();
    expect(runs.map((run) => run.spanContext().traceId)).toEqual([traceId, traceId]);
  });

  it("is one for jobs that are enqueued together", async () => {
    const payloads = [{ act: "return" as const }, { act: "return" as const }];
    await enqueueMany(exercise, payloads);
    await enqueueBatch(exercise, payloads);
    await withJobs(async (_, enqueueInside) => {
      await enqueueInside(exercise, { act: "return" });
      await enqueueInside.many(exercise, payloads);
      await enqueueInside.batch(exercise, payloads);
    });
    const enqueued = await spans("enqueue exercise", 5);
    const counts = enqueued.map(({ attributes }) => attributes["messaging.batch.message_count"]);
    expect(counts).toEqual([2, 2, undefined, 2, 2]);
    const runs = await spans("run exercise", 9);
    const traces = new Set(enqueued.map((one) => one.spanContext().traceId));
    expect(runs.filter((run) => !traces.has(run.spanContext().traceId))).toEqual([]);
  });

  it("tells of an enqueue that was refused, without its payload", async () => {
    // @ts-expect-error -- what JavaScript could pass
    const payload: { act: "return" } = { act: "fly to the moon" };
    await expect(enqueue(exercise, payload)).rejects.toThrow();
    const refused = await span("enqueue exercise");
    expect(refused.attributes["error.type"]).toBe("PayloadError");
    expect(JSON.stringify([refused.attributes, refused.events])).not.toContain("moon");
  });

  it("of a delivery with a header that is none begins anew, and the job runs", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 1000 });
    await alter(world.db, jobId, sql`not_before = null`);
    const message = { v: 1, jobId, type: exercise.type, leg: 1 };
    await world.deliver(exercise.endpoint, message, { headers: { traceparent: "00-zz" } });
    expect((await span("run exercise")).links).toEqual([]);
    expect((await world.row(jobId)).status).toBe("completed");
  });
});

it.each([
  null,
  "",
  "00-00000000000000000000000000000000-0000000000000000-01",
  "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
])("%j names no span", (header) => {
  expect(remoteSpan(header)).toBeNull();
});
