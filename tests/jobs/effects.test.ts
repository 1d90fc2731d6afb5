import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import type { JobContext } from "@/lib/jobs/handle";
import { EFFECT_STATES } from "@/lib/jobs/lifecycle";
import { revive } from "@/lib/jobs/transitions/revive";
import { poll } from "@/tests/helpers/poll";
import { startProvider } from "@/tests/helpers/provider";
import { lapse, unsoundRows } from "@/tests/helpers/rows";
import { handleScripted, plantScript, runOnce } from "@/tests/helpers/scripted-job";
import { startWorld, type World } from "@/tests/helpers/world";

const SOMEBODY = { userId: null, reason: "looked at the provider's side" };

let world: World;
let provider: Awaited<ReturnType<typeof startProvider>>;

beforeAll(async () => {
  world = await startWorld([handleScripted]);
  provider = await startProvider();
});
afterEach(async () => {
  expect(await unsoundRows(world.db)).toEqual([]);
  provider.reset();
});
afterAll(async () => {
  await provider.close();
  await world.stop();
});

/** Charges with a request that tells which run rendered it. */
const charge = (ctx: JobContext, key = "charge") =>
  ctx.once(key, {
    request: `rendered by run ${ctx.run}`,
    send: (body, sending) => provider.charge(body, sending),
  });

const bodies = () => provider.sent.map(({ body }) => body);

describe("an effect", () => {
  it("is in the ledger as sending with its request before the call, and as done with its answer after it", async () => {
    const seen: unknown[] = [];
    const job = await plantScript(world, (ctx) =>
      ctx.once("charge", {
        request: { cents: 4900 },
        async send(request, sending) {
          seen.push(...(await ledger(job)));
          return provider.charge(JSON.stringify(request), sending);
        },
      }),
    );
    expect(await runOnce(world, job)).toBe("completed");
    const entry = { key: "charge", request: { cents: 4900 }, run: 1, calls: 1 };
    expect(seen).toEqual([{ ...entry, state: "sending", answer: null }]);
    expect(await ledger(job)).toEqual([{ ...entry, state: "done", answer: "receipt 0" }]);
    expect(provider.sent).toEqual([{ key: `${job.jobId}-charge`, body: '{"cents":4900}' }]);
  });

  it("that is done is answered from the ledger, and the provider is not called", async () => {
    const job = await plantScript(world, async (ctx) => {
      const receipt = await charge(ctx);
      if (ctx.run < 3) throw new Error("after the effect");
      return receipt;
    });
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "retry"]);
    expect(await runOnce(world, job)).toBe("completed");
    expect((await world.row(job.jobId)).result).toBe("receipt 0");
    expect(bodies()).toEqual(["rendered by run 1"]);
  });

  it("without an answer is sent again with the first request and key, whatever the next run renders", async () => {
    provider.fail("lose-answer");
    const job = await plantScript(world, charge);
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "completed"]);
    const call = { key: `${job.jobId}-charge`, body: "rendered by run 1" };
    expect(provider.sent).toEqual([call, call]);
    expect(provider.effects).toEqual([call.key]);
    expect(await ledger(job)).toMatchObject([{ state: "done", run: 2, calls: 2 }]);
  });

  it("that was refused is sent anew with another request, and the handler sees the provider's own error", async () => {
    provider.fail("refuse-422");
    const job = await plantScript(world, charge);
    expect(await runOnce(world, job)).toBe("retry");
    expect(await ledger(job)).toMatchObject([{ state: "refused", request: "rendered by run 1" }]);
    expect((await world.row(job.jobId)).error).toBe("refuse-422");
    expect(await runOnce(world, job)).toBe("completed");
    expect(bodies()).toEqual(["rendered by run 1", "rendered by run 2"]);
    expect(await ledger(job)).toMatchObject([{ state: "done", request: "rendered by run 2" }]);
  });

  it("that was refused after a call without an answer keeps its first request: that call may have had it", async () => {
    provider.fail("lose-answer", "refuse-429");
    const job = await plantScript(world, charge);
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "retry"]);
    expect(await ledger(job)).toMatchObject([{ state: "sending", calls: 1 }]);
    await age(job, "20 hours 1 minute");
    expect(await runOnce(world, job)).toBe("failed");
    expect(bodies()).toEqual(["rendered by run 1", "rendered by run 1"]);
  });

  it("has a key of its own beside others of its job, and only the one without an answer is sent again", async () => {
    provider.fail("lose-answer");
    const job = await plantScript(world, async (ctx) => {
      const ends = await Promise.allSettled([charge(ctx, "first"), charge(ctx, "second")]);
      return ends.map((end) => (end.status === "fulfilled" ? end.value : fail(end.reason)));
    });
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "completed"]);
    expect([...provider.effects].toSorted()).toEqual([`${job.jobId}-first`, `${job.jobId}-second`]);
    expect(provider.calls()).toBe(3);
  });

  it.each([
    ["too many requests", ["refuse-429", "refuse-429"]],
    ["five errors", ["fail-500", "fail-500", "fail-500", "fail-500", "fail-500"]],
    ["done without an answer", ["lose-answer", "lose-answer"]],
    ["still under way", ["lose-answer", "busy-409", "busy-409"]],
    ["everything in turn", ["refuse-429", "lose-answer", "fail-500", "busy-409", "refuse-429"]],
  ] as const)("happens once at a provider that answers: %s", async (_, faults) => {
    provider.fail(...faults);
    const job = await plantScript(world, charge);
    for (let met = 0; met < faults.length; met += 1) expect(await runOnce(world, job)).toBe("retry");
    expect(await runOnce(world, job)).toBe("completed");
    expect(provider.effects).toEqual([`${job.jobId}-charge`]);
  });

  it.each([
    ["none", ""],
    ["a space", "two words"],
    ["more than ASCII", "naïve"],
    ["a line break", "line\nbreak"],
    ["201 characters", "x".repeat(201)],
  ])("needs a key that fits into a header, and is not sent with %s", async (_, key) => {
    const job = await plantScript(world, (ctx) => charge(ctx, key));
    expect(await runOnce(world, job)).toBe("retry");
    expect((await world.row(job.jobId)).error).toContain("1 to 200 ASCII characters");
    expect(provider.calls()).toBe(0);
  });

  it("needs a request that can be kept, and is not sent without", async () => {
    const job = await plantScript(world, (ctx) =>
      ctx.once("big", { request: 12n, send: async () => "sent" }),
    );
    expect(await runOnce(world, job)).toBe("retry");
    expect((await world.row(job.jobId)).error).toContain('The request of ctx.once("big") cannot be kept');
    expect(await ledger(job)).toEqual([]);
  });

  it.each([
    ["nothing", undefined],
    ["a date", new Date(0)],
    ["more than can be kept", "x".repeat(100_000)],
  ])("answers the run that sent it as it answers those after it: %s", async (_, answer) => {
    const seen: unknown[] = [];
    const job = await plantScript(world, async (ctx) => {
      seen.push(await ctx.once("odd", async () => answer));
      if (ctx.run === 1) throw new Error("once more");
    });
    expect([await runOnce(world, job), await runOnce(world, job)]).toEqual(["retry", "completed"]);
    expect(JSON.stringify(seen[0])).toBe(JSON.stringify(seen[1]));
  });
});

describe("an effect that was sent more than 20 hours ago and never answered", () => {
  it("fails the job as outcome_unknown and is not sent again", async () => {
    const job = await sentLongAgo();
    expect(await runOnce(world, job)).toBe("failed");
    expect(await world.row(job.jobId)).toMatchObject({ status: "failed", error_code: "outcome_unknown" });
    expect(provider.calls()).toBe(0);
    expect(await ledger(job)).toMatchObject([{ state: "sending", run: 1, calls: 1 }]);
  });

  it("is not sent by a plain revive either", async () => {
    const job = await sentLongAgo();
    await runOnce(world, job);
    await revive(world.db, [job.jobId], SOMEBODY);
    expect(await runOnce(world, job)).toBe("failed");
    expect(provider.calls()).toBe(0);
  });

  it("is sent once by a revive with send anyway, anew rendered", async () => {
    const job = await sentLongAgo();
    await runOnce(world, job);
    await revive(world.db, [job.jobId], SOMEBODY, { sendAnyway: true });
    expect(await runOnce(world, job)).toBe("completed");
    expect(bodies()).toEqual(["rendered by run 3"]);
    expect(await ledger(job)).toMatchObject([{ state: "done", run: 3 }]);
  });

  it("was one minute less: is sent again", async () => {
    provider.fail("lose-answer");
    const job = await plantScript(world, charge);
    await runOnce(world, job);
    await age(job, "19 hours 59 minutes");
    expect(await runOnce(world, job)).toBe("completed");
    expect(provider.effects).toHaveLength(1);
  });

  it("and is done, is answered from the ledger however old it is", async () => {
    const job = await plantScript(world, async (ctx) => {
      const receipt = await charge(ctx);
      if (ctx.run === 1) throw new Error("after the effect");
      return receipt;
    });
    await runOnce(world, job);
    await age(job, "30 days");
    expect(await runOnce(world, job)).toBe("completed");
    expect(provider.calls()).toBe(1);
  });
});

describe("two runs of one job at once", () => {
  it("call with the same key and the same request, and the effect happens once", async () => {
    const { job, ends } = await zombieAndHeir(provider.hold());
    expect(ends).toEqual(["superseded", "completed"]);
    const call = { key: `${job.jobId}-charge`, body: "rendered by run 1" };
    expect(provider.sent).toEqual([call, call]);
    expect(provider.effects).toEqual([call.key]);
  });

  it("of which the older is refused leave the newer's call as one whose outcome nobody knows", async () => {
    provider.fail("refuse-429", "lose-answer");
    const { job, ends } = await zombieAndHeir(provider.hold());
    expect(ends).toEqual(["superseded", "retry"]);
    expect(await ledger(job)).toMatchObject([{ state: "sending", request: "rendered by run 1", calls: 1 }]);
    expect(await runOnce(world, job)).toBe("completed");
    expect(provider.effects).toHaveLength(1);
  });

  it("of which both are refused may be followed by another request", async () => {
    provider.fail("refuse-422", "refuse-422");
    const { job, ends } = await zombieAndHeir(provider.hold());
    expect(ends).toEqual(["superseded", "retry"]);
    expect(await ledger(job)).toMatchObject([{ state: "refused", calls: 0 }]);
    expect(await runOnce(world, job)).toBe("completed");
    expect(bodies().at(-1)).toBe("rendered by run 3");
  });

  it("never both call when the older has lost the job before its call", async () => {
    const opener = new AbortController();
    const opened = new Promise((resolve) => {
      opener.signal.addEventListener("abort", resolve);
    });
    let reached = false;
    const job = await plantScript(world, async (ctx) => {
      reached = true;
      if (ctx.run === 1) await opened;
      return charge(ctx);
    });
    const zombie = runOnce(world, job);
    await poll(() => reached).toBe(true);
    await lapse(world.db, job.jobId);
    expect(await runOnce(world, job)).toBe("completed");
    opener.abort();
    expect(await zombie).toBe("superseded");
    expect(bodies()).toEqual(["rendered by run 2"]);
  });
});

async function sentLongAgo() {
  provider.fail("lose-answer");
  const job = await plantScript(world, charge);
  await runOnce(world, job);
  await age(job, "20 hours 1 minute");
  provider.reset();
  return job;
}

/** Run 1 waits for the provider's answer and does not know that run 2 has taken over and waits too. */
async function zombieAndHeir(release: () => void) {
  const job = await plantScript(world, charge);
  const zombie = runOnce(world, job);
  await poll(provider.calls).toBe(1);
  await lapse(world.db, job.jobId);
  const heir = runOnce(world, job);
  await poll(provider.calls).toBe(2);
  release();
  return { job, ends: await Promise.all([zombie, heir]) };
}

const entry = z.object({
  key: z.string(),
  state: z.enum(EFFECT_STATES),
  request: z.unknown(),
  answer: z.unknown(),
  run: z.number(),
  calls: z.number(),
});

function ledger({ jobId }: { jobId: string }) {
  return query(
    world.db,
    entry,
    sql`select key, state, request, answer, run, calls from job_effects
      where job_id = ${jobId}::uuid order by key`,
  );
}

async function age({ jobId }: { jobId: string }, by: string): Promise<void> {
  await world.db.execute(sql`
    update job_effects set first_sent_at = first_sent_at - ${by}::interval where job_id = ${jobId}::uuid`);
}

function fail(reason: unknown): never {
  throw reason;
}
