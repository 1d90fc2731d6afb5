import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { type EnqueueOptions, EnqueueOptionsError } from "@/lib/jobs/enqueue-options";
import { PayloadError } from "@/lib/jobs/errors";
import { anything } from "@/tests/helpers/anything-job";
import { exercise, oddValues } from "@/tests/helpers/exercise-job";
import { footprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const DAY = 86_400;
const inDays = (days: number) => new Date(Date.now() + days * DAY * 1000);

const wrong: [string, object][] = [
  ["an unknown option", { dealy: 5 }],
  ["a negative delay", { delay: -1 }],
  ["a delay of NaN", { delay: Number.NaN }],
  ["a delay without end", { delay: Number.POSITIVE_INFINITY }],
  ["a delay of 401 days", { delay: 401 * DAY }],
  ["a start in 401 days", { notBefore: inDays(401) }],
  ["the last moment of time", { notBefore: new Date(8.64e15) }],
  ["the first moment of time", { notBefore: new Date(-8.64e15) }],
  ["no moment at all", { notBefore: new Date(Number.NaN) }],
  ["a deadline at the end of time", { deadline: new Date(8.64e15) }],
  ["a deadline before Christ", { deadline: new Date(-8.64e15) }],
  ["delay and notBefore", { delay: 1, notBefore: inDays(1) }],
  ["half a retry", { retries: 0.5 }],
  ["21 retries", { retries: 21 }],
  ["an actor that no column holds", { actor: { userId: 2 ** 60, organizationId: null } }],
  ["an actor by name", { actor: { userId: "ada", organizationId: null } }],
  ["an empty key", { idempotencyKey: "" }],
  ["a key of 256 characters", { idempotencyKey: "k".repeat(256) }],
  ["a key with a NUL", { idempotencyKey: "a\u0000b" }],
  ["a key with half a character", { idempotencyKey: "a\uD800b" }],
];

describe("enqueue", () => {
  it.each(wrong)("refuses %s and writes nothing", async (_, options) => {
    const before = await footprint(world.db);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a caller without types may pass
    const call = enqueue(exercise, { act: "return" }, options as EnqueueOptions);
    await expect(call).rejects.toThrow(EnqueueOptionsError);
    expect(await footprint(world.db)).toBe(before);
  });

  it.each<[string, EnqueueOptions]>([
    ["400 days ahead", { delay: 400 * DAY }],
    ["399 days ahead", { notBefore: inDays(399) }],
    ["tomorrow, by the last of all deadlines", { notBefore: inDays(1), deadline: new Date("9999-12-31") }],
  ])("takes a start %s", async (_, options) => {
    const { jobId } = await enqueue(exercise, { act: "return" }, options);
    expect((await world.row(jobId)).status).toBe("pending");
  });

  it("takes a start long ago as now", async () => {
    const { jobId } = await enqueue(exercise, { act: "return" }, { notBefore: new Date(0) });
    await world.waitFor(jobId, "completed");
  });

  it("refuses a payload that does not fit its schema, naming where", async () => {
    const before = await footprint(world.db);
    // @ts-expect-error -- no such act
    const call = enqueue(exercise, { act: "explode", to: 7 });
    await expect(call).rejects.toThrow(/^The payload does not fit job "exercise": act: .*; to: /);
    expect(await footprint(world.db)).toBe(before);
  });

  it.each(["nul", "surrogate", "bigint", "cyclic", "deep", "huge", "toJsonThrows", "undefined"])(
    "refuses a payload that cannot be stored as it is: %s",
    async (odd) => {
      const before = await footprint(world.db);
      await expect(enqueue(anything, oddValues[odd])).rejects.toThrow(PayloadError);
      expect(await footprint(world.db)).toBe(before);
    },
  );

  it("keeps __proto__ in a payload a key like any other", async () => {
    const payload: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":1}}');
    const { jobId } = await enqueue(anything, payload, { delay: 1000 });
    expect((await world.row(jobId)).status).toBe("pending");
    expect(Reflect.get({}, "admin")).toBeUndefined();
  });
});
