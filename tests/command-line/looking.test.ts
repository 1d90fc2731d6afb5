import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { handleCleanupOldData } from "@/lib/cleanup/handlers";
import { sendEmail } from "@/lib/emails/jobs";
import { enqueue } from "@/lib/jobs/enqueue";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { exercise, handleExercise } from "@/tests/helpers/exercise-job";
import { startWorld, type World } from "@/tests/helpers/world";
import { interruptible } from "./interruptible";
import { jobs, jobsJson } from "./jobs";

// Each command is a process that loads the app, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let world: World;
let failed: string;
let completed: string;

beforeAll(async () => {
  world = await startWorld([handleExercise, handleCleanupOldData]);
  completed = (await enqueue(exercise, { act: "return" }, { actor: { userId: 3, organizationId: 7 } })).jobId;
  failed = (await enqueue(exercise, { act: "non-retryable" })).jobId;
  await world.waitFor(completed, "completed");
  await world.waitFor(failed, "failed");
});
afterAll(() => world.stop());

describe("pnpm jobs:list", () => {
  it("prints whole ids with tabs where nobody looks, counts to stderr, and where older ones begin", async () => {
    const { code, stdout, stderr } = await jobs(["list", "--limit", "1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^${failed}\texercise\tfailed\t1\t2\t\\d{4}-\\S+Z\t\\d{4}-\\S+Z\t[a-z-]+\t[^\t]+\n$`),
    );
    expect(stderr).toBe(`  1 completed · 1 failed\n  older ones: --cursor ${failed}\n`);
    expect(await jobs(["list", "--cursor", failed])).toMatchObject({
      stdout: expect.stringMatching(`^${completed}\t`),
    });
  });

  it("filters, and says in JSON what it found", async () => {
    const [mine, none] = await Promise.all([
      jobsJson(["list", "--organization", "7", "--user", "3", "--since", "1h", "--type", "exercise"]),
      jobsJson(["list", "--status", "failed,timeout", "--organization", "7"]),
    ]);
    expect(mine).toMatchObject({
      code: 0,
      answer: {
        ok: true,
        jobs: [{ jobId: completed, organizationId: 7 }],
        older: null,
        counts: { completed: { count: 1, isCapped: false }, failed: { count: 0 } },
      },
    });
    expect(none).toMatchObject({ code: 0, answer: { jobs: [] } });
  });

  it("offers to retry what failed, with the same options", async () => {
    const { stderr } = await jobs(["list", "--status", "failed", "--type", "exercise", "--since", "1h"]);
    expect(stderr).toContain("→  pnpm jobs:retry --status failed --type exercise --since 1h\n");
    expect(stderr).toContain("note: this app has no job type exercise");
  });
});

describe("pnpm jobs:inspect", () => {
  it("tells all about a job by the end of its id", async () => {
    const { code, stdout, stderr } = await jobs(["inspect", failed.slice(-8)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      new RegExp(
        `^✗ failed {2}exercise {2}${failed}\nFailed: .+\\.\nIt said that trying again would not help\\. `,
      ),
    );
    expect(stdout).toContain(`${process.env.BASE_URL}/admin/jobs/${failed}`);
    expect(stdout).toMatch(/\nRuns\n {2}RUN +TRY +OUTCOME[^\n]*\n {2}1 +1 +failed /);
    expect(stdout).toContain("[hidden: this deploy does not know the payload]");
  });

  it("tells the same in JSON, the audit too", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 600 });
    await cancelJobs([jobId], { userId: 5, reason: "not needed" });
    expect(await jobsJson(["inspect", jobId])).toMatchObject({
      code: 0,
      answer: {
        ok: true,
        job: { jobId, status: "cancelled" },
        says: { now: expect.stringMatching(/^Cancelled at .+, before it ran\.$/) },
        runs: [],
        audit: [{ action: "cancel", userId: 5, reason: "not needed" }],
      },
    });
  });

  it("shows secrets to whoever says so, and keeps that in the audit", async () => {
    const resetUrl = "https://app.example/reset-password?token=canary-7d02";
    const { jobId } = await enqueue(
      sendEmail,
      {
        template: "passwordReset",
        to: "ada@example.test",
        data: { name: "Ada", resetUrl, expiresInMinutes: 30 },
      },
      { delay: 600 },
    );
    const masked = await jobs(["inspect", jobId]);
    const unasked = await jobs(["inspect", jobId, "--show-secrets"]);
    expect(unasked).toMatchObject({ code: 4, stdout: "" });
    expect(unasked.stderr).toContain("jobs:inspect: not confirmed; nothing was changed");
    expect(JSON.stringify([masked, unasked])).not.toContain("canary-7d02");
    const looking = ["inspect", jobId, "--show-secrets", "--yes", "--reason", "ticket 12"];
    expect(await jobsJson(looking)).toMatchObject({
      code: 0,
      answer: {
        payload: { data: { resetUrl } },
        audit: [{ action: "reveal", userId: null, reason: "ticket 12" }],
      },
    });
  });

  it("ends with 3 where there is no such job", async () => {
    expect(await jobsJson(["inspect", "ffffffffff", "--show-secrets", "--yes"])).toMatchObject({ code: 3 });
    expect(await jobsJson(["inspect", "ffffffffff"])).toMatchObject({ code: 3, answer: { ok: false } });
  });
});

describe("pnpm jobs:enqueue", () => {
  const payload = JSON.stringify({ cleanupType: "old-sessions", daysOld: 30 });

  it("starts a job, prints its id and its page, and follows it to its end", async () => {
    const { code, stdout, stderr } = await jobs(
      ["enqueue", "cleanup-old-data", "--data", "-", "--wait"],
      payload,
    );
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("✓ completed") });
    const [jobId = "", url] = stdout.trimEnd().split("\t");
    expect(url).toBe(`${process.env.BASE_URL}/admin/jobs/${jobId}`);
    expect(await world.row(jobId)).toMatchObject({ status: "completed" });
  });

  it("starts one job for one key", async () => {
    const args = [
      "enqueue",
      "cleanup-old-data",
      "--data",
      payload,
      "--key",
      "once",
      "--delay",
      "10m",
      "--organization",
      "7",
    ];
    const first = await jobsJson(args);
    expect(first).toMatchObject({ code: 0, answer: { deduplicated: false, status: "pending" } });
    expect(await jobsJson(args)).toMatchObject({
      code: 0,
      answer: { ...Object(first.answer), deduplicated: true },
    });
    expect(await jobsJson([...args, "--data", payload.replace("30", "31")])).toMatchObject({
      code: 1,
      answer: { what: "the key belongs to another job" },
    });
  });

  it("that is interrupted says which job goes on", async () => {
    const args = ["enqueue", "cleanup-old-data", "--data", payload, "--delay", "10m", "--wait", "--json"];
    const command = interruptible(args);
    await command.until("pending");
    const { code, events, stderr } = await command.interrupt();
    expect(code).toBe(130);
    expect(events).toEqual([
      {
        ok: false,
        jobId: expect.any(String),
        url: expect.any(String),
        deduplicated: false,
        interrupted: true,
      },
    ]);
    expect(stderr).toContain(`it goes on: pnpm jobs:inspect ${String(events[0]?.jobId)}\n`);
    expect(await world.row(String(events[0]?.jobId))).toMatchObject({ status: "pending" });
  });

  it.each([
    ["cleanup-old-date", payload, /unknown type .*\n.*Did you mean "cleanup-old-data"/],
    ["cleanup-old-data", '{"cleanupType":"everything"}', /the payload does not fit\n {2}why: .*cleanupType/],
  ])("refuses %s with %s", async (type, data, says) => {
    const { code, stdout, stderr } = await jobs(["enqueue", type, "--data", data]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});

describe("pnpm jobs:stats", () => {
  it("tells what was rolled up, in lines and in JSON", async () => {
    // Two runs took from 0.25 to 0.5 s.
    await world.db.execute(sql`
      insert into job_metrics (span, bucket, job_type, enqueued, completed, failed, timeout, runs, run_bins, run_seconds)
      values ('minute', date_trunc('minute', clock_timestamp()), 'send-email', 5, 2, 1, 1, 2,
        array[0,0,0,0,0,2,0,0,0,0,0,0,0,0,0,0,0,0,0], 1.5)`);
    const [text, answer] = await Promise.all([
      jobs(["stats", "--since", "1h"]),
      jobsJson(["stats", "--since", "1h", "--type", "send-email"]),
    ]);
    expect(text).toMatchObject({ code: 0, stdout: "send-email\t5\t2\t2\t0\t0\t0.375\t0.4875\t\t\n" });
    expect(answer).toMatchObject({
      code: 0,
      answer: {
        ok: true,
        types: [{ type: "send-email", enqueued: 5, failed: 2, runP50: 0.375, waitP50: null }],
      },
    });
  });
});

describe("pnpm jobs:tail", () => {
  it("tells what happens as it happens, and goes on from its cursor without telling twice", async () => {
    const first = tail();
    await first.until("watching from");
    const { jobId } = await enqueue(exercise, { act: "return" }, { actor: { userId: 3, organizationId: 8 } });
    await first.until(`completed","at":`);
    const { code, events, stderr } = await first.interrupt();
    const cursor = /--cursor (\S+)/.exec(stderr)?.[1] ?? "";
    expect(code).toBe(130);
    expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["enqueued", "completed"]));
    expect(events.every((event) => event.jobId === jobId && event.organizationId === 8)).toBe(true);

    const next = tail("--cursor", cursor);
    await next.until("watching from");
    const { jobId: later } = await enqueue(
      exercise,
      { act: "non-retryable" },
      { actor: { userId: 3, organizationId: 8 } },
    );
    await next.until(`failed","at":`);
    const told = (await next.interrupt()).events;
    expect(new Set(told.map((event) => event.jobId))).toEqual(new Set([later]));
    expect(told.at(-1)).toMatchObject({ kind: "failed", level: "error", code: "told-so" });
  });
});

/** Watches organization 8. */
function tail(...args: string[]) {
  return interruptible(["tail", "--json", "--organization", "8", ...args]);
}
