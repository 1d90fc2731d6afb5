import { Writable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import winston from "winston";
import { logger } from "@/lib/logger/logger";
import type { JobEvent } from "./events";
import { logEvent } from "./log-events";

const lines: unknown[] = [];

beforeAll(() => {
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(JSON.parse(String(line)));
      done();
    },
  });
  const transports = [new winston.transports.Stream({ stream })];
  logger().configure({ level: "debug", transports, format: winston.format.json() });
});

function lineOf(event: JobEvent): unknown {
  lines.length = 0;
  logEvent(event);
  return lines[0];
}

const job = { type: "send-email", jobId: "01a2" };

describe("the log", () => {
  it("has what a handler said once, beside its job", () => {
    const event = {
      name: "handler-log",
      ...job,
      run: 2,
      message: "Accepted",
      fields: { emailId: "e1" },
    } as const;
    expect(lineOf(event)).toEqual({
      level: "info",
      message: "[jobs] send-email: Accepted",
      event: "job.handler-log",
      emailId: "e1",
      run: 2,
      ...job,
    });
  });

  it.each<[JobEvent, string]>([
    [{ name: "enqueueing", ...job }, "[jobs] Enqueueing job: send-email (jobId: 01a2)"],
    [
      { name: "enqueued", ...job, deduplicated: false },
      "[jobs] Job enqueued successfully: send-email (jobId: 01a2)",
    ],
    [
      { name: "claimed", ...job, run: 1, attempt: 1, leg: 1, waitedMs: 3 },
      "[jobs] Processing job: send-email (jobId: 01a2)",
    ],
    [settled("completed", null), "[jobs] Job completed successfully: send-email (jobId: 01a2)"],
    [
      settled("failed", "no such address"),
      "[jobs] Job failed: send-email (jobId: 01a2, error: no such address)",
    ],
  ])("tells the life of a job in fixed words (%#)", (event, message) => {
    expect(lineOf(event)).toMatchObject({ message, jobId: "01a2" });
  });

  it("calls only what is final an error", () => {
    expect(lineOf(settled("retry", "500"))).toMatchObject({ level: "warn" });
    expect(lineOf(settled("failed", "500"))).toMatchObject({ level: "error" });
  });
});

function settled(outcome: "completed" | "retry" | "failed", error: string | null): JobEvent {
  return { name: "settled", ...job, outcome, run: 1, attempt: 1, ranMs: 5, error };
}
