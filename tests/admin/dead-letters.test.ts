import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { deleteDeadLetters } from "@/lib/jobs/operations/delete-dead-letters";
import { listDeadLetters } from "@/lib/jobs/reading/list-dead-letters";
import { exercise } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let client: Client;
beforeAll(async () => {
  quietConsole();
  process.env.JOBS_ENVIRONMENT = "test";
  world = await startWorld();
  client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token });
});
afterEach(async () => {
  world.proxy.fault = "none";
  await client.dlq.delete({ all: true });
  await world.db.execute(sql`truncate job_executions, job_audit cascade`);
});
afterAll(() => world.stop());

const by = { userId: 7, reason: "looked at" };
const list = () => listDeadLetters(world.db, null);

/** A job that failed for good, whose message is a dead letter now. */
async function failed(): Promise<{ jobId: string; dlqId: string }> {
  const { jobId } = await enqueue(exercise, { act: "non-retryable" });
  await world.waitFor(jobId, "failed");
  await poll(async () => (await world.row(jobId)).dlq_id).not.toBeNull();
  return { jobId, dlqId: (await world.row(jobId)).dlq_id ?? "" };
}

/** A letter of somebody else who has the same account. */
async function foreign(label: string): Promise<string> {
  const { messageId } = await client.publishJSON({
    url: `${world.app.url}/nowhere`,
    retries: 0,
    body: 1,
    label,
  });
  await poll(async () => (await client.dlq.listMessages({ filter: { messageId } })).messages).toHaveLength(1);
  const [letter] = (await client.dlq.listMessages({ filter: { messageId } })).messages;
  return letter?.dlqId ?? "";
}

describe("dead letters on a screen", () => {
  it("are shown with their jobs, and when each was given up", async () => {
    const { jobId, dlqId } = await failed();
    const { letters, cursor, lost } = await list();
    expect(letters).toMatchObject([
      {
        dlqId,
        state: "ended",
        path: exercise.endpoint,
        responseStatus: 489,
        job: { jobId, type: "exercise", status: "failed" },
      },
    ]);
    expect(Date.now() - Number(letters[0]?.diedAt)).toBeLessThan(60_000);
    expect([cursor, lost]).toEqual([null, []]);
  });

  it("say when the job is gone, and when the letter is", async () => {
    const gone = await failed();
    await world.db.execute(sql`delete from job_executions where job_id = ${gone.jobId}::uuid`);
    const kept = await failed();
    await client.dlq.delete(kept.dlqId);
    const { letters, lost } = await list();
    expect(letters).toMatchObject([{ dlqId: gone.dlqId, state: "no-job", job: { status: null } }]);
    expect(lost).toMatchObject([{ jobId: kept.jobId, dlqId: kept.dlqId, status: "failed" }]);
  });

  it("are those of this environment, job messages or not", async () => {
    await foreign("staging");
    const dlqId = await foreign("test");
    expect((await list()).letters).toMatchObject([{ dlqId, state: "other", path: "/nowhere", job: null }]);
  });

  it.each(["silence", "refuse"] as const)(
    "cannot be told within bounds while QStash is away: %s",
    async (fault) => {
      world.proxy.fault = fault;
      const begun = performance.now();
      await expect(list()).rejects.toThrow();
      expect(performance.now() - begun).toBeLessThan(8_000);
      world.proxy.hangUp();
    },
  );
});

describe("deleting dead letters", () => {
  it("takes them from QStash, leaves their jobs, and is noted", async () => {
    const { jobId, dlqId } = await failed();
    expect(await deleteDeadLetters([dlqId], by)).toBe(1);
    expect(await deleteDeadLetters([dlqId], by)).toBe(0);
    expect((await list()).letters).toEqual([]);
    expect(await world.row(jobId)).toMatchObject({ status: "failed" });
    expect(
      await select(world.db, sql`select action, user_id::int as "userId", reason, detail from job_audit`),
    ).toEqual([
      { action: "delete-dead-letters", userId: 7, reason: "looked at", detail: { dlqIds: [dlqId] } },
    ]);
  });

  it("of one job takes no letter of another", async () => {
    const [one, other] = [await failed(), await failed()];
    expect(await deleteDeadLetters([other.dlqId], by, one.jobId)).toBe(0);
    expect(await deleteDeadLetters([one.dlqId, other.dlqId], by, one.jobId)).toBe(1);
    expect((await list()).letters).toMatchObject([{ dlqId: other.dlqId }]);
  });

  it("never touches those of others in the account", async () => {
    const dlqId = await foreign("staging");
    expect(await deleteDeadLetters([dlqId], by)).toBe(0);
    expect((await client.dlq.listMessages()).messages).toHaveLength(1);
    expect(await select(world.db, sql`select from job_audit`)).toEqual([]);
  });
});
