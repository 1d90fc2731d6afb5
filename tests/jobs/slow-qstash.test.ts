import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueue } from "@/lib/jobs/enqueue";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { callQStash } from "@/lib/qstash/client";
import { exercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { abandon, plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
afterAll(() => world.stop());

describe("a QStash that takes connections and never answers", () => {
  it("holds a call no longer than its limit", async () => {
    world.proxy.fault = "silence";
    const call = callQStash((client) => client.messages.get("msg_1"), 0.2);
    await expect(call).rejects.toThrow("QStash did not answer within 0.2 s.");
    world.proxy.fault = "none";
    await expect(callQStash((client) => client.messages.get("msg_1"), 5)).rejects.toThrow("not found");
  });

  it("costs no job: enqueue succeeds, and the job runs once QStash is back", async () => {
    world.proxy.fault = "silence";
    const { jobId } = await enqueue(exercise, { act: "return" });
    const failure = { name: "publish-failed", messages: 1, error: "QStash did not answer within 10 s." };
    expect(world.events).toContainEqual(failure);
    world.proxy.fault = "none";
    await abandon(world.db, jobId);
    await reconcile();
    expect(await world.waitFor(jobId, "completed")).toMatchObject({ run: 1 });
  });

  it("keeps reconcile from nothing that needs no QStash", async () => {
    world.proxy.fault = "silence";
    const { jobId } = await plant(world.db, { act: "return" }, { deadline: new Date(Date.now() - 1000) });
    await reconcile();
    expect(await world.row(jobId)).toMatchObject({ status: "timeout", error_code: "deadline" });
  });
});
