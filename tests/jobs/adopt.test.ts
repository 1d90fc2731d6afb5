import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const PATH = "/api/jobs/exercise";

function message(changes: Record<string, unknown> = {}) {
  return { v: 1, jobId: uuidv7(), type: "exercise", leg: 1, payload: { act: "return" }, ...changes };
}

describe("a message from another producer", () => {
  it("becomes a job under its own id and runs", async () => {
    const sent = message({ metadata: { userId: 7, organizationId: null } });
    const answer = await world.deliver(PATH, sent, { headers: { "Upstash-Message-Id": "msg_theirs" } });
    expect(answer.status).toBe(200);
    expect(await world.row(sent.jobId)).toMatchObject({
      status: "completed",
      run: 1,
      message_id: "msg_theirs",
    });
  });

  it("runs once when it is delivered ten times at once", async () => {
    const sent = message();
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.deliver(PATH, sent)));
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    expect(await world.attempts(sent.jobId)).toHaveLength(1);
  });

  it.each([
    ["a payload that does not fit", { payload: { act: "no such act" } }],
    ["a leg beyond the first", { leg: 2 }],
    ["no payload", { payload: undefined }],
  ])("is refused for good with %s, and leaves no row", async (_, changes) => {
    const sent = message(changes);
    const answer = await world.deliver(PATH, sent);
    expect([answer.status, answer.headers.get("upstash-nonretryable-error")]).toEqual([489, "true"]);
    await expect(world.row(sent.jobId)).rejects.toThrow("No execution");
  });
});
