import { handle } from "@/lib/jobs/handle";
import { sendDigest } from "./jobs";

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

export const handleSendDigest = handle(sendDigest, async ({ to }, ctx) => {
  // The week up to the tick: the same in each try, and for a tick that is made up for hours later.
  const tick = await ctx.tick();
  const until = tick?.at ?? new Date();
  const since = new Date(until.getTime() - WEEK_MS);
  return { text: `To ${to}: ${day(since)} to ${day(until)}` };
});

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
