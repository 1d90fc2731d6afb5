import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob, secret } from "@/lib/jobs/define";
import { dispatch } from "@/lib/jobs/dispatch";
import { enqueue } from "@/lib/jobs/enqueue";
import { PayloadError } from "@/lib/jobs/errors";
import { replayJob } from "@/lib/jobs/operations/replay-job";
import { maskedPayload } from "@/lib/jobs/payloads/masked-payload";
import { createRegistry } from "@/lib/jobs/registry";
import { findJobsForActor } from "@/lib/jobs/view";
import { called, calling, handleCalling } from "@/tests/helpers/calling-job";
import { logLines } from "@/tests/helpers/log-lines";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { select } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

/** With characters that JSON and addresses write otherwise. */
const CANARY = 'canary "7f3e"/ü';
const PIN = "pin-canary";
const FORMS = [CANARY, JSON.stringify(CANARY).slice(1, -1), encodeURIComponent(CANARY), "canary", PIN];
const payload = { token: CANARY, accounts: [{ name: "Ada", pin: PIN }] };
const by = { userId: 7 };

let lines: string[];
let world: World;
beforeAll(async () => {
  quietConsole();
  lines = logLines();
  world = await startWorld([handleCalling]);
});
afterAll(() => world.stop());

function expectNoSecret(text: string): void {
  for (const form of FORMS) expect(text).not.toContain(form);
}

describe("a secret of a payload", () => {
  it.each([
    ["return", "completed"],
    ["log", "completed"],
    ["progress", "completed"],
    ["throw", "failed"],
    ["give-up", "failed"],
  ] as const)(
    "is in no log line, event, attempt, kept line, error or answer, whatever its handler does: %s",
    async (act, end) => {
      const { jobId } = await enqueue(
        calling,
        { act, ...payload },
        { actor: { userId: 7, organizationId: null } },
      );
      await world.waitFor(jobId, end);
      expect(called.get(jobId)?.token).toBe(CANARY);
      const { payload: _, ...row } = (await world.row(jobId)) as Record<string, unknown>;
      const kept = await select(
        world.db,
        sql`select (select json_agg(a) from job_attempts a where a.job_id = ${jobId}::uuid) as attempts,
          (select json_agg(l) from job_logs l where l.job_id = ${jobId}::uuid) as logs`,
      );
      const actor = { userId: 7, organizationId: null, role: null, staff: "none" } as const;
      const [answer = null] = await findJobsForActor(world.db, actor, [jobId]);
      expectNoSecret(JSON.stringify([row, kept, answer, world.events]) + lines.join(""));
      if (act === "log") expect(JSON.stringify(kept)).toContain("[secret]");
    },
  );

  it("is in no error about a payload, of an enqueue or of the API", async () => {
    const wrong = { act: "return" as const, token: CANARY, accounts: [{ name: 7, pin: PIN }] };
    // @ts-expect-error -- a name is a text
    const error = await enqueue(calling, wrong).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PayloadError);
    expectNoSecret(`${String(error)}${JSON.stringify(error)}`);
    const picky = defineJob({
      type: "picky",
      endpoint: "/api/jobs/picky",
      description: "Quotes what it refuses.",
      payload: z.object({
        token: secret(
          z.string().refine(() => false, { error: ({ input }) => `no token like ${String(input)}` }),
        ),
      }),
      result: z.unknown(),
      timeoutSeconds: 5,
      dispatchableBy: "member",
    });
    const member = { userId: 7, organizationId: 1, role: "member", staff: "none" } as const;
    const engine = { registry: createRegistry([picky]), rules: new Map() };
    const refusal = dispatch(engine, member, { type: "picky", payload: { token: CANARY } }, null);
    const problem = await refusal.catch((thrown: unknown) => thrown);
    expect(problem).toMatchObject({ errors: [{ pointer: "/payload/token", detail: "Invalid input" }] });
    expectNoSecret(`${String(problem)}${JSON.stringify(problem)}`);
  });

  it("is shown masked, and stays the original's in an edited replay that leaves the mask", async () => {
    const { jobId } = await enqueue(calling, { act: "return", ...payload });
    await world.waitFor(jobId, "completed");
    const shown = maskedPayload(calling, {
      type: "calling",
      payloadVersion: 1,
      payload: await stored(jobId),
    });
    expect(shown).toEqual({ act: "return", token: "[secret]", accounts: [{ name: "Ada", pin: "[secret]" }] });
    const edited = { ...z.object({}).loose().parse(shown), act: "progress" };
    const replay = await replayJob(jobId, by, { job: calling, payload: edited });
    await world.waitFor(replay, "completed");
    expect(called.get(replay)).toEqual({ act: "progress", ...payload });
    const other = { act: "return", token: "another-one", accounts: [] };
    const changed = await replayJob(jobId, by, { job: calling, payload: other });
    await world.waitFor(changed, "completed");
    expect(called.get(changed)).toEqual(other);
  });

  it("is missed where a mask stands for one that is not there", async () => {
    const { jobId } = await enqueue(calling, { act: "return", token: CANARY });
    await world.waitFor(jobId, "completed");
    const more = { act: "return", token: "[secret]", accounts: [{ name: "Eve", pin: "[secret]" }] };
    const replay = replayJob(jobId, by, { job: calling, payload: more });
    await expect(replay).rejects.toThrow(
      'accounts.0.pin: "[secret]" keeps the secret of the original, which has none',
    );
    await expect(enqueue(calling, { act: "return", token: "[secret]" })).rejects.toThrow(
      "Give the secret itself",
    );
  });
});

async function stored(jobId: string): Promise<unknown> {
  const [row] = await select(world.db, sql`select payload from job_executions where job_id = ${jobId}::uuid`);
  return row?.payload;
}
