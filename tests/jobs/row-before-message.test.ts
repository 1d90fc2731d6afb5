import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { IdempotencyConflict } from "@/lib/jobs/errors";
import { exercise } from "@/tests/helpers/exercise-job";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe("the row comes before the message", () => {
  it("so that a job which is refused sends none", async () => {
    const idempotencyKey = "the same key";
    await enqueue(exercise, { act: "return", to: "the first" }, { idempotencyKey });
    world.proxy.batches.length = 0;
    const second = enqueue(exercise, { act: "return", to: "another" }, { idempotencyKey });
    await expect(second).rejects.toThrow(IdempotencyConflict);
    expect(world.proxy.batches).toEqual([]);
  });

  it("so that no message finds its job missing", async () => {
    world.events.length = 0;
    await enqueue(exercise, { act: "return" });
    const names = world.events.map(({ name }) => name);
    expect(names.indexOf("enqueued")).toBeGreaterThanOrEqual(0);
    expect(names.indexOf("published")).toBeGreaterThan(names.indexOf("enqueued"));
  });
});
