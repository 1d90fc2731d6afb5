import { sql } from "drizzle-orm";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import type { Directive } from "@/lib/jobs/directive";
import { subscribe } from "@/lib/jobs/events";
import { handle, type JobContext } from "@/lib/jobs/handle";

/** Where a victim's process dies, in the order in which a run comes there. */
export const CRASH_POINTS = [
  "before its effect",
  "between the effect and its answer",
  "after its effect",
  "after its settlement",
] as const;

/** Has one effect outside, and dies where its payload says, if its process is a victim. */
export const crash = defineJob({
  type: "crash",
  endpoint: "/api/jobs/crash",
  description: "Does one thing outside, and dies on the way.",
  payload: z.object({
    at: z.enum([
      ...CRASH_POINTS,
      "never",
      "when memory is full",
      "while it blocks",
      "by a stray error",
      "in its transaction",
      "after its transaction",
      "until it is told",
      "for ever",
    ]),
    provider: z.url(),
  }),
  result: z.object({ receipt: z.string(), pid: z.number() }),
  timeoutSeconds: 60,
  backoff: [0],
});

export const handleCrash = handle(crash, async ({ at, provider }, ctx) => {
  if (at === "when memory is full") fillMemory();
  if (at === "while it blocks") block();
  if (at === "by a stray error") throwLater();
  if (at === "in its transaction" || at === "after its transaction") return writeAndComplete(at, ctx);
  dieIf(at === "before its effect");
  if (isVictim() && (at === "until it is told" || at === "for ever"))
    return untilTold(ctx, provider, at === "for ever");
  const receipt = await ctx.once("charge", async ({ idempotencyKey }) => {
    const answer = await fetch(provider, { method: "POST", headers: { "Idempotency-Key": idempotencyKey } });
    const text = await answer.text();
    dieIf(at === "between the effect and its answer");
    return text;
  });
  dieIf(at === "after its effect");
  if (at === "after its settlement") subscribe(({ name }) => dieIf(name === "settled"));
  return { receipt, pid: process.pid };
});

/** Tells the provider that it has begun, and what it was told to stop for; then stops, unless it is deaf. */
async function untilTold({ signal, jobId }: JobContext, provider: string, isDeaf: boolean): Promise<never> {
  const tell = (what: string) =>
    fetch(provider, { method: "POST", headers: { "Idempotency-Key": `${jobId} ${what}` } });
  await tell("began");
  await new Promise((resolve) => {
    signal.addEventListener("abort", resolve);
  });
  await tell(signal.reason.name);
  if (isDeaf) await new Promise(() => undefined);
  throw signal.reason;
}

/** Writes a row of a table that the test makes, by `ctx.complete`. */
async function writeAndComplete(at: string, ctx: JobContext): Promise<Directive> {
  const result = { receipt: "written", pid: process.pid };
  const directive = await ctx.complete(result, async (tx) => {
    await tx.execute(sql`insert into written (job_id, run) values (${ctx.jobId}::uuid, ${ctx.run})`);
    dieIf(at === "in its transaction");
  });
  dieIf(at === "after its transaction");
  return directive;
}

function dieIf(isHere: boolean): void {
  if (isHere && isVictim()) process.kill(process.pid, "SIGKILL");
}

function fillMemory(): void {
  const held: unknown[] = [];
  while (isVictim()) held.push(Array.from({ length: 100_000 }, () => ({})));
}

/** Keeps the process from anything else, heartbeats too. */
function block(): void {
  const until = performance.now() + 4000;
  while (isVictim() && performance.now() < until) Math.random();
}

function throwLater(): void {
  if (!isVictim()) return;
  setTimeout(() => {
    throw new Error("nobody catches this");
  }, 1500);
}

function isVictim(): boolean {
  return process.env.CRASHES === "yes";
}
