import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plant } from "@/tests/helpers/rows";
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

  it.each([
    ["an actor by name", { metadata: { userId: "ada", organizationId: null } }],
    ["an actor that no column holds", { metadata: { userId: 2 ** 60, organizationId: null } }],
    ["more to say about itself", { metadata: { userId: 1, organizationId: 1, staff: "admin" } }],
    ["a payload of 40 levels", { payload: { act: "return", to: nested(40) } }],
    ["a NUL in its payload", { payload: { act: "return", to: "a\u0000b" } }],
    ["half a character in its payload", { payload: { act: "return", to: "a\uD800b" } }],
  ])("is refused for good with %s, and leaves no row", async (_, changes) => {
    const sent = message(changes);
    expect((await world.deliver(PATH, sent)).status).toBe(489);
    await expect(world.row(sent.jobId)).rejects.toThrow("No execution");
  });

  it("changes nothing about a job that is there already, whatever payload it brings", async () => {
    const row = await plant(world.db, { act: "return", to: "ours" });
    const sent = message({ jobId: row.jobId, payload: { act: "return", to: "theirs" } });
    expect((await world.deliver(PATH, sent)).status).toBe(200);
    expect(await world.row(row.jobId)).toMatchObject({ result: { to: "ours" }, run: 1 });
    expect((await world.deliver(PATH, sent)).status).toBe(200);
    expect((await world.row(row.jobId)).run).toBe(1);
  });

  it("is no way around the schema or the owner: what else it says is dropped or refused", async () => {
    const payload: unknown = JSON.parse('{"act":"return","__proto__":{"admin":true},"extra":1}');
    const sent = message({ payload });
    expect((await world.deliver(PATH, sent)).status).toBe(200);
    expect(await world.row(sent.jobId)).toMatchObject({ status: "completed", result: { to: null } });
    expect((await world.deliver(PATH, { ...message(), owner: { userId: 1 } })).status).toBe(489);
  });
});

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { a: nested(levels - 1) };
}
