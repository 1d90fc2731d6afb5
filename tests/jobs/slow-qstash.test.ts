import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { callQStash } from "@/lib/qstash/client";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { plant } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
});
beforeEach(() => {
  world.proxy.fault = "silence";
});
afterAll(() => world.stop());

describe("a QStash that takes connections and never answers", () => {
  it("holds a call no longer than its limit", async () => {
    const call = callQStash((client) => client.messages.get("msg_1"), 0.2);
    await expect(call).rejects.toThrow("QStash did not answer within 0.2 s.");
    world.proxy.fault = "none";
    await expect(callQStash((client) => client.messages.get("msg_1"))).rejects.toThrow("not found");
  });

  it("leaves its late answer without a listener, and nobody hurt", async () => {
    const call = callQStash((client) => client.batch([{ url: "http://127.0.0.1:9", body: "x" }]), 0.1);
    await expect(call).rejects.toThrow("QStash did not answer");
    world.proxy.hangUp();
    await expect(callQStash((client) => client.messages.get("msg_1"), 0.1)).rejects.toThrow(
      "QStash did not answer",
    );
  });

  it("keeps reconcile from nothing that needs no QStash", async () => {
    const { jobId } = await plant(world.db, { act: "return" }, { deadline: new Date(Date.now() - 1000) });
    await reconcile();
    expect(await world.row(jobId)).toMatchObject({ status: "timeout", error_code: "deadline" });
  });
});
