import { Writable } from "node:stream";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import winston from "winston";
import { z } from "zod";
import { logger } from "@/lib/logger/logger";
import { emit, type JobEvent } from "./events";

const JOB = { type: "send-email", jobId: "0193e0a0-0000-7000-8000-000000000000" };
const SUBJECT = `send-email (jobId: ${JOB.jobId}`;

const lines: string[] = [];
beforeAll(() => {
  vi.stubEnv("LOG_LEVEL", "debug");
  vi.stubEnv("LOG_FORMAT", "json");
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  logger().clear().add(new winston.transports.Stream({ stream }));
});
beforeEach(() => {
  lines.length = 0;
});

function logged(event: JobEvent): Record<string, unknown> {
  emit(event);
  expect(lines).toHaveLength(1);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(lines[0] ?? ""));
}

const handlerLog = (message: string, fields: Record<string, unknown> = {}): JobEvent => ({
  name: "handler-log",
  ...JOB,
  run: 2,
  message,
  fields,
});

describe("the log line", () => {
  it.each<[string, JobEvent]>([
    [`[jobs] Enqueueing job: ${SUBJECT})`, { name: "enqueueing", ...JOB }],
    [`[jobs] Job enqueued successfully: ${SUBJECT})`, { name: "enqueued", ...JOB, deduplicated: false }],
    [
      `[jobs] Processing job: ${SUBJECT})`,
      { name: "claimed", ...JOB, run: 1, attempt: 1, leg: 1, waitedMs: 5 },
    ],
    [
      `[jobs] Job completed successfully: ${SUBJECT})`,
      { name: "settled", ...JOB, outcome: "completed", run: 1, attempt: 1, ranMs: 5, error: null },
    ],
    [
      `[jobs] Job failed: ${SUBJECT}, error: no mailbox)`,
      { name: "settled", ...JOB, outcome: "failed", run: 1, attempt: 1, ranMs: 5, error: "no mailbox" },
    ],
  ])("reads %s", (message, event) => {
    expect(logged(event)).toMatchObject({ message, ...JOB, event: `job.${event.name}` });
  });

  it("of a handler says its message once, with the job, the run and its fields", () => {
    expect(logged(handlerLog("12 rows", { table: "users" }))).toMatchObject({
      message: "[jobs] send-email: 12 rows",
      ...JOB,
      run: 2,
      fields: { table: "users" },
    });
  });

  it("keeps its fields whatever signs the message has in it", () => {
    expect(logged(handlerLog("100%d of %s %j %%"))).toMatchObject({
      message: "[jobs] send-email: 100%d of %s %j %%",
      ...JOB,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["a BigInt", { count: 12n }],
    ["a cycle", cyclic()],
    ["names that the logger uses itself", { level: "fatal", message: "other", stack: "x", timestamp: 0 }],
  ])("is written although its fields hold %s", (_, fields) => {
    expect(logged(handlerLog("odd", fields))).toMatchObject({
      level: "info",
      message: "[jobs] send-email: odd",
    });
  });
});

function cyclic(): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  fields.self = fields;
  return fields;
}
