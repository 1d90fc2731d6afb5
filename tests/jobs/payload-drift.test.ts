import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { handle } from "@/lib/jobs/handle";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { unsoundRows } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

const common = {
  type: "drifting",
  endpoint: "/api/jobs/drifting",
  description: "Changed its payload between two deploys.",
  result: z.unknown(),
  timeoutSeconds: 1,
} as const;

/** As the deploy that enqueued knew it, and as the deploy that runs it does. */
const before = defineJob({ ...common, payload: z.object({ to: z.string() }) });
const now = defineJob({ ...common, payload: z.object({ to: z.email(), locale: z.string().default("en") }) });

const received: unknown[] = [];
let world: World;
beforeAll(async () => {
  quietConsole();
  world = await startWorld([handle(now, async (payload) => received.push(payload))]);
});
afterEach(async () => expect(await unsoundRows(world.db)).toEqual([]));
afterAll(() => world.stop());

describe("a payload that was enqueued by an older deploy", () => {
  it("fails at once when it no longer fits, and never reaches the handler", async () => {
    const { jobId } = await enqueue(before, { to: "canary-no-address" });
    const row = await world.waitFor(jobId, "failed");
    expect(row).toMatchObject({ run: 1, error_code: "payload-invalid" });
    expect(row.error).toMatch(/^The payload does not fit job "drifting": to: /);
    expect(row.error).not.toContain("canary");
    expect(received).toEqual([]);
    expect(await world.attempts(jobId)).toMatchObject([{ run: 1, outcome: "failed" }]);
  });

  it("tells QStash never to deliver it again", async () => {
    world.proxy.fault = "refuse";
    const { jobId } = await enqueue(before, { to: "no address" });
    world.proxy.fault = "none";
    const response = await world.deliver(now.endpoint, { v: 1, jobId, type: now.type, leg: 1 });
    expect([response.status, await response.json()]).toEqual([489, { ok: false, code: "failed" }]);
    expect(response.headers.get("upstash-nonretryable-error")).toBe("true");
  });

  it("runs with today's defaults when it still fits", async () => {
    const { jobId } = await enqueue(before, { to: "ada@example.test" });
    await world.waitFor(jobId, "completed");
    expect(received).toEqual([{ to: "ada@example.test", locale: "en" }]);
  });
});
