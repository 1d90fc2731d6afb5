import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { exercise, oddValues } from "@/tests/helpers/exercise-job";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

// At once: most of their time they wait.
describe.concurrent("a job", () => {
  it("goes from its request to completed, with its result and one attempt row", async () => {
    const { jobId, deduplicated } = await enqueue(exercise, { act: "return", to: "ada" });
    const row = await world.waitFor(jobId, "completed");
    expect(deduplicated).toBe(false);
    expect(row).toMatchObject({ result: { attempt: 1, to: "ada" }, run: 1, attempt: 1, leg: 1, error: null });
    expect(row.message_id).toMatch(/^msg_/);
    expect(await world.attempts(jobId)).toMatchObject([{ run: 1, attempt: 1, outcome: "completed" }]);
  });

  it("is retrying between tries, never failed, and completes when a try succeeds", async () => {
    const { jobId } = await enqueue(exercise, { act: "return", throws: 2 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({
      run: 3,
      attempt: 3,
      retry_count: 2,
      error: null,
    });
    const outcomes = (await world.attempts(jobId)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["retry", "retry", "completed"]);
  });

  it("fails when its last try throws, and keeps where QStash put its message", async ({ expect }) => {
    const { jobId } = await enqueue(exercise, { act: "return", throws: 9 });
    expect(await world.waitFor(jobId, "failed")).toMatchObject({
      run: 3,
      attempt: 3,
      error: "told to throw in try 3",
    });
    await expect.poll(async () => (await world.row(jobId)).dlq_id).toBeTruthy();
  });

  it("fails at once on a NonRetryableError", async () => {
    const { jobId } = await enqueue(exercise, { act: "non-retryable" });
    expect(await world.waitFor(jobId, "failed")).toMatchObject({ run: 1, error_code: "told-so" });
  });

  it("comes back when a RetryAfterError says", async () => {
    const { jobId } = await enqueue(exercise, { act: "retry-after" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ attempt: 2, leg: 1 });
  });

  it("goes back to pending on a new leg when a RetryAfterError is more than 20 hours away", async ({
    expect,
  }) => {
    const { jobId } = await enqueue(exercise, { act: "retry-tomorrow" });
    await expect.poll(async () => (await world.row(jobId)).leg).toBe(2);
    await expect.poll(async () => (await world.row(jobId)).message_id).toMatch(/^msg_/);
    expect(await world.row(jobId)).toMatchObject({ status: "pending", attempt: 0, run: 1 });
    expect(await world.attempts(jobId)).toMatchObject([{ outcome: "deferred", attempt: 1 }]);
  });

  it("does not spend a try on a limit that is not its fault", async () => {
    const { jobId } = await enqueue(exercise, { act: "not-my-fault" }, { retries: 0 });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 2, attempt: 1, leg: 2 });
  });

  it("is retried when it runs into its time limit, and ends as timeout on its last try", async () => {
    const { jobId } = await enqueue(exercise, { act: "hang" }, { retries: 1 });
    expect(await world.waitFor(jobId, "timeout")).toMatchObject({ run: 2, error_code: "timeout" });
    expect((await world.attempts(jobId)).map(({ outcome }) => outcome)).toEqual(["retry", "timeout"]);
  });

  it("ends 5 s after its time limit even if the handler ignores it", async () => {
    const { jobId } = await enqueue(exercise, { act: "hang-deaf" }, { retries: 0 });
    expect(await world.waitFor(jobId, "timeout")).toMatchObject({ run: 1 });
  });

  it("starts no sooner than its delay allows", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 2 });
    expect((await world.row(jobId)).status).toBe("pending");
    const { completed_at, not_before } = await world.waitFor(jobId, "completed");
    expect(Date.parse(completed_at ?? "")).toBeGreaterThanOrEqual(Date.parse(not_before ?? "") - 5000);
  });

  it("ends as timeout without a run when its deadline has passed", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { deadline: new Date(Date.now() - 1000) });
    expect(await world.waitFor(jobId, "timeout")).toMatchObject({ run: 0, error_code: "deadline" });
  });

  it("keeps the last progress it reported", async () => {
    const { jobId } = await enqueue(exercise, { act: "progress" });
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ progress_done: 3 });
  });

  it("is due later than QStash takes it: stays unpublished", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { delay: 30 * 24 * 60 * 60 });
    expect(await world.row(jobId)).toMatchObject({ status: "pending", message_id: null, published_at: null });
  });
});

describe("whatever a handler does", () => {
  it.each(Object.keys(oddValues))("throwing %s makes the job fail with a description", async (odd) => {
    const { jobId } = await enqueue(exercise, { act: "odd-throw", odd }, { retries: 0 });
    const { error } = await world.waitFor(jobId, "failed");
    expect(error).toBeTruthy();
    expect((error ?? "").length).toBeLessThanOrEqual(2000);
  });

  it.each(Object.keys(oddValues))("returning %s completes the job once", async (odd) => {
    const { jobId } = await enqueue(exercise, { act: "odd-result", odd });
    const row = await world.waitFor(jobId, "completed");
    expect(row.run).toBe(1);
    const isKept = row.result_error === null;
    expect(isKept).toBe(!["bigint", "cyclic", "deep", "huge", "toJsonThrows"].includes(odd));
  });
});
