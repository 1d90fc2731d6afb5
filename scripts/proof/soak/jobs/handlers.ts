import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { handle } from "@/lib/jobs/handle";
import { effect } from "./effect";
import { family, relay, slow, work, write } from "./jobs";

/** Long enough to be out of time when the limit of `soak-slow` and its grace have passed. */
const DEAF_MS = 7500;

export const handleWork = handle(work, async (payload, ctx) => {
  await wait(payload.runsMs, undefined, { signal: ctx.signal });
  const receipts: Record<string, string> = {};
  for (let number = 1; number <= payload.effects; number += 1) {
    const name = payload.ends === "repaired" ? `broken-${number}` : `effect-${number}`;
    receipts[name] = await effect(ctx, name);
    if (number === 1 && ctx.attempt <= payload.throws) throw new Error(`told to throw in try ${ctx.attempt}`);
  }
  if (payload.ends === "failed") throw new Error("told to fail");
  return { receipts };
});

export const handleWrite = handle(write, (payload, ctx) =>
  ctx.complete({}, async (tx) => {
    await tx.execute(sql`insert into soak_writes (job_id) values (${ctx.jobId}::uuid)`);
    if (ctx.attempt <= payload.throws) throw new Error(`told to throw in try ${ctx.attempt}`);
  }),
);

const soFar = z.object({ receipts: z.record(z.string(), z.string()) });

export const handleRelay = handle(relay, async ({ steps }, ctx) => {
  const { receipts } = soFar.parse(ctx.checkpoint ?? { receipts: {} });
  const name = `step-${Object.keys(receipts).length + 1}`;
  const next = { receipts: { ...receipts, [name]: await effect(ctx, name) } };
  return Object.keys(next.receipts).length < steps ? ctx.continueWith(next) : next;
});

export const handleFamily = handle(family, async ({ children, onFailure }, ctx) => {
  if (ctx.checkpoint === null)
    return ctx.waitFor(ctx.batch(work, children, { onFailure }), { checkpoint: 1 });
  let ended = 0;
  for await (const { status } of ctx.children()) {
    if (!["completed", "failed", "cancelled"].includes(status))
      throw new Error(`A child is still ${status}.`);
    ended += 1;
  }
  return { receipts: { joined: await effect(ctx, "joined") }, ended };
});

export const handleSlow = handle(slow, async ({ hangs, isDeaf }, ctx) => {
  if (ctx.attempt <= hangs) {
    await wait(DEAF_MS, undefined, isDeaf ? {} : { signal: ctx.signal });
    // Its run has ended by now: this must be refused.
    await effect(ctx, "too-late");
  }
  return { receipts: { "effect-1": await effect(ctx, "effect-1") } };
});
