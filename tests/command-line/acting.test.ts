import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { cancelJobs } from "@/lib/jobs/operations/cancel-jobs";
import { handleOperateOnJobs } from "@/lib/operations/handlers";
import { handleExercise } from "@/tests/helpers/exercise-job";
import { plant, select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";
import { jobs, jobsJson } from "./jobs";

// Each command is a process that loads the app, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld([handleExercise, handleOperateOnJobs]);
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.execute(sql`truncate job_executions cascade`);
});

async function plantCancelled(count: number): Promise<string[]> {
  const jobIds: string[] = [];
  for (let made = 0; made < count; made += 1) jobIds.push((await plant(world.db)).jobId);
  await cancelJobs(jobIds, { userId: null });
  return jobIds;
}

function statuses() {
  return select(
    world.db,
    sql`select job_type, status, count(*)::int from job_executions group by 1, 2 order by 1, 2`,
  );
}

describe("pnpm jobs:cancel and jobs:retry with ids", () => {
  it("take the end of an id, do it, and say of each what became of it", async () => {
    const { jobId } = await plant(world.db);
    const cancelled = await jobs(["cancel", jobId.slice(-8), "--yes", "--reason", "a test"]);
    expect(cancelled).toMatchObject({ code: 0, stdout: `${jobId}\tcancelled\n` });
    expect(cancelled.stderr).toMatch(
      /cancel 1 job: .*\n {2}database {5}127\.0\.0\.1:\d+\/test_\w+\n {2}environment {2}test\n/,
    );
    expect(
      await select(world.db, sql`select action, user_id, reason from job_audit where job_id = ${jobId}`),
    ).toEqual([{ action: "cancel", user_id: null, reason: "a test" }]);
    const again = await jobs(["cancel", jobId, "--yes"]);
    expect(again).toMatchObject({ code: 1, stdout: `${jobId}\talready-ended\n` });
    expect(await jobsJson(["retry", jobId, "--yes"])).toEqual({
      code: 0,
      answer: { ok: true, jobs: [{ jobId, became: "revived" }] },
    });
  });

  it("change nothing without --yes where nobody can be asked, nor with --dry-run, nor where one id is unknown", async () => {
    const { jobId } = await plant(world.db);
    const [unasked, dry, unknown] = await Promise.all([
      jobs(["cancel", jobId]),
      jobs(["cancel", jobId, "--dry-run"]),
      jobs(["cancel", jobId, "ffffffff", "--yes"]),
    ]);
    expect(unasked).toMatchObject({ code: 4, stdout: "" });
    expect(unasked.stderr).toMatch(
      /jobs:cancel: not confirmed; nothing was changed\n {2}why: nobody can be asked/,
    );
    expect(dry).toMatchObject({ code: 0, stdout: `${jobId}\texercise\tpending\n` });
    expect(unknown).toMatchObject({ code: 3, stdout: "" });
    expect(unknown.stderr).toContain('there is no job "ffffffff"');
    expect(await world.row(jobId)).toMatchObject({ status: "pending" });
  });
});

describe("pnpm jobs:retry with options that match", () => {
  it("counts, starts one operation, follows it, and says how many were retried", async () => {
    await plantCancelled(3);
    const filter = ["--type", "exercise", "--status", "cancelled", "--since", "1h"];
    expect(await jobsJson(["retry", ...filter, "--dry-run"])).toMatchObject({
      code: 0,
      answer: { dryRun: true, count: 3 },
    });
    const { code, stdout, stderr } = await jobs(["retry", ...filter, "--yes"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "3 retried\n" });
    expect(stderr).toMatch(
      /retry 3 jobs: [\s\S]* begun as job [0-9a-f-]{36}\n {2}http.*\/admin\/jobs\/[0-9a-f-]{36}\n/,
    );
    expect(await statuses()).toContainEqual({ job_type: "operate-on-jobs", status: "completed", count: 1 });
    expect(await statuses()).not.toContainEqual(
      expect.objectContaining({ job_type: "exercise", status: "cancelled" }),
    );
    expect(await jobs(["retry", ...filter, "--yes"])).toMatchObject({
      code: 0,
      stdout: "no job to retry matches\n",
    });
  });

  it("is refused in a database of another environment", async () => {
    await plantCancelled(1);
    await world.db.execute(sql`insert into job_install (environment, epoch) values ('production', 1)`);
    const { code, stderr } = await jobs(["retry", "--type", "exercise", "--yes"]);
    await world.db.execute(sql`delete from job_install`);
    expect(code).toBe(4);
    expect(stderr).toContain("belongs to another environment; nothing was changed");
    expect(await statuses()).toEqual([{ job_type: "exercise", status: "cancelled", count: 1 }]);
  });
});
