import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";
import { handleExercise } from "@/tests/helpers/exercise-job";
import { footprint, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const PATH = "/api/jobs/exercise";

const other = defineJob({
  type: "other",
  endpoint: "/api/jobs/other",
  description: "Stands at another route.",
  payload: z.unknown(),
  result: z.unknown(),
  timeoutSeconds: 1,
});

let world: World;
beforeAll(async () => {
  world = await startWorld([handleExercise, handle(other, async () => null)]);
});
afterAll(() => world.stop());

const sound = { v: 1, jobId: randomUUID(), type: "exercise", leg: 1 };

const malformed: [string, string][] = [
  ["nothing", ""],
  ["no JSON", "{"],
  ["a byte order mark", `\uFEFF${JSON.stringify(sound)}`],
  ["a NUL", "\u0000"],
  ["null", "null"],
  ["a list", JSON.stringify([sound])],
  ["10,000 levels", "[".repeat(10_000) + "]".repeat(10_000)],
  ["10,000 levels that never close", '{"a":'.repeat(10_000)],
  ["33 levels", `${'{"a":'.repeat(33)}1${"}".repeat(33)}`],
  ["an unknown version", JSON.stringify({ ...sound, v: 2 })],
  ["no version", JSON.stringify({ ...sound, v: undefined })],
  ["an id that is none", JSON.stringify({ ...sound, jobId: "1; drop table job_executions" })],
  ["no type", JSON.stringify({ ...sound, type: "" })],
  ["a type without end", JSON.stringify({ ...sound, type: "x".repeat(1000) })],
  ["leg 0", JSON.stringify({ ...sound, leg: 0 })],
  ["half a leg", JSON.stringify({ ...sound, leg: 1.5 })],
  ["a leg as text", JSON.stringify({ ...sound, leg: "1" })],
  ["a leg that no integer column holds", JSON.stringify({ ...sound, leg: 2 ** 31 })],
  ["an unknown key", JSON.stringify({ ...sound, other: {} })],
  ["__proto__ as a key", `{"__proto__":{"admin":true},${JSON.stringify(sound).slice(1)}`],
  ["constructor as a key", JSON.stringify({ ...sound, constructor: { prototype: {} } })],
];

describe("a signed message that makes no sense", () => {
  it.each(malformed)("is never to be delivered again: %s", async (_, raw) => {
    const before = await footprint(world.db);
    const response = await world.deliver(PATH, null, { raw });
    expect(await answerOf(response)).toEqual([489, "true", { ok: false, code: "malformed" }]);
    expect(await footprint(world.db)).toBe(before);
    expect(Reflect.get({}, "admin")).toBeUndefined();
  });

  it.each(["__proto__", "constructor", "toString", "exercise "])(
    "is refused when its type is %s",
    async (type) => {
      const { jobId, leg } = await plant(world.db);
      const before = await footprint(world.db);
      const response = await world.deliver(PATH, { v: 1, jobId, type, leg });
      expect(await answerOf(response)).toEqual([489, "true", { ok: false, code: "wrong-type" }]);
      expect(await footprint(world.db)).toBe(before);
    },
  );

  it("is refused when its row is unknown", async () => {
    const response = await world.deliver(PATH, sound);
    expect(await answerOf(response)).toEqual([489, "true", { ok: false, code: "unknown-job" }]);
  });

  it("is refused at the route of another type, whatever type it claims to be", async () => {
    const { jobId, leg } = await plant(world.db);
    const before = await footprint(world.db);
    for (const type of ["exercise", "other"]) {
      const response = await world.deliver("/api/jobs/other", { v: 1, jobId, type, leg });
      expect(await answerOf(response)).toEqual([489, "true", { ok: false, code: "wrong-type" }]);
    }
    expect(await footprint(world.db)).toBe(before);
  });

  it.each(["/api/jobs/failed", "/api/jobs/reconcile"])("is refused at %s", async (path) => {
    const before = await footprint(world.db);
    for (const raw of ["", "{", "null", '{"v":1,"task":"drop"}', '{"sourceBody":7}']) {
      const response = await world.deliver(path, null, { raw });
      expect(await answerOf(response)).toEqual([489, "true", { ok: false, code: "malformed" }]);
    }
    expect(await footprint(world.db)).toBe(before);
  });
});

async function answerOf(response: Response): Promise<unknown[]> {
  return [response.status, response.headers.get("upstash-nonretryable-error"), await response.json()];
}
