import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { enqueue } from "@/lib/jobs/enqueue";
import { NonRetryableError } from "@/lib/jobs/errors";
import { handle } from "@/lib/jobs/handle";
import { withJobs } from "@/lib/jobs/with-jobs";
import { logLines } from "@/tests/helpers/log-lines";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { startWorld, type World } from "@/tests/helpers/world";

const CANARY = "canary-5d1f";
const secret = defineJob({
  type: "secret",
  endpoint: "/api/jobs/secret",
  description: "Works with what nobody else may read.",
  payload: z.object({ mode: z.enum(["return", "throw", "give-up", "query"]), letter: z.string().min(3) }),
  result: z.object({ letter: z.string() }),
  retries: 0,
  timeoutSeconds: 5,
});

let lines: string[];
let world: World;
beforeAll(async () => {
  quietConsole();
  lines = logLines();
  world = await startWorld([handle(secret, work)]);
});
afterAll(() => world.stop());

async function work(payload: z.output<typeof secret.payload>): Promise<{ letter: string }> {
  switch (payload.mode) {
    case "return":
      return { letter: payload.letter };
    case "throw":
      throw new Error("Bearer abcdefgh12345678 was refused for ada.lovelace@example.com");
    case "give-up":
      throw new NonRetryableError("no such mailbox: ada.lovelace@example.com");
    case "query":
      return await failingQuery(payload.letter);
  }
}

/** A handler's own statement that fails with the payload among its values. */
async function failingQuery(letter: string): Promise<never> {
  await world.db.execute(sql`select * from nowhere where letter = ${letter}`);
  throw new Error("unreachable");
}

describe("log lines", () => {
  it("tell a job's life and carry neither payload, result, secret nor mailbox", async () => {
    const letter = `Dear ${CANARY}, your link is https://app.example/reset/${CANARY}`;
    for (const [mode, end] of [
      ["return", "completed"],
      ["throw", "failed"],
      ["give-up", "failed"],
      ["query", "failed"],
    ] as const) {
      const { jobId } = await enqueue(secret, { mode, letter }, { idempotencyKey: `${mode}-key` });
      await world.waitFor(jobId, end);
    }
    const text = lines.join("");
    for (const line of ["Enqueueing job", "Job enqueued", "Processing job", "Job completed", "Job failed"]) {
      expect(text).toContain(`[jobs] ${line}`);
    }
    expectNoSecrets(text);
  });

  it("carry none when things go wrong", async () => {
    const sound = { mode: "return", letter: CANARY } as const;
    world.proxy.fault = { status: 401, body: `{"error":"Bearer ${world.qstash.token} is unknown"}` };
    await enqueue(secret, sound);
    world.proxy.fault = "none";
    // @ts-expect-error -- no such mode
    await expect(enqueue(secret, { ...sound, mode: CANARY })).rejects.toThrow();
    await withJobs((_, enqueueInside) => enqueueInside(secret, sound, { idempotencyKey: "k", delay: 1000 }));
    const conflict = enqueue(secret, { mode: "return", letter: `${CANARY} 2` }, { idempotencyKey: "k" });
    await expect(conflict).rejects.toThrow();
    await world.deliver(secret.endpoint, { v: 1, jobId: CANARY, type: "secret", leg: 1 });
    await world.deliver(secret.endpoint, { payload: CANARY }, { key: "wrong" });
    await world.deliver("/api/jobs/failed", { sourceBody: Buffer.from(CANARY).toString("base64") });
    expectNoSecrets(lines.join(""));
  });

  it("carry none in what the engine tells its subscribers", () => {
    expectNoSecrets(JSON.stringify(world.events));
  });
});

function expectNoSecrets(text: string): void {
  const { token, currentSigningKey, nextSigningKey } = world.qstash;
  for (const word of [CANARY, "ada.lovelace", "abcdefgh12345678", token, currentSigningKey, nextSigningKey]) {
    expect(text).not.toContain(word);
  }
}
