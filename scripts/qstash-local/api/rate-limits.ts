import type { Tenant } from "../engine/tenant";
import { type Budget, budgetOf, type RateLimits, spend } from "../engine/usage";
import type { Reply } from "../http/router";

type Answer = () => Reply | Promise<Reply>;

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/**
 * Answers a request, unless its account has used up what it may. A batch counts with every message that it makes, and
 * is refused when the day is used up before it. A refusal is a 429 with the headers that the SDK tells the two by.
 */
export async function withinLimits(
  limits: RateLimits,
  { tenant, pattern }: { tenant: Tenant; pattern: string },
  answer: Answer,
): Promise<Reply> {
  return isPublishing(pattern)
    ? await withinDaily(limits, tenant, answer)
    : await withinBurst(limits, tenant, answer);
}

function isPublishing(pattern: string): boolean {
  return /^\/v2\/(publish|enqueue|batch)(\/|$)/.test(pattern);
}

async function withinBurst(
  { burstLimit: limit }: RateLimits,
  tenant: Tenant,
  answer: Answer,
): Promise<Reply> {
  if (limit === undefined) return await answer();
  const { clock, tables } = tenant.account;
  const budget = budgetOf(tables.usage, "burst", { limit, periodMs: SECOND_MS }, clock.now());
  if (budget.remaining === 0) return exceeded("Burst-RateLimit", `${limit} requests per second`, budget);
  spend(tables.usage, "burst", budget, 1);
  return await answer();
}

async function withinDaily(
  { dailyLimit: limit }: RateLimits,
  tenant: Tenant,
  answer: Answer,
): Promise<Reply> {
  if (limit === undefined) return await answer();
  const { clock, tables } = tenant.account;
  const left = () => budgetOf(tables.usage, "daily", { limit, periodMs: DAY_MS }, clock.now());
  if (left().remaining === 0) return exceeded("RateLimit", `${limit} messages per day`, left());
  const reply = await answer();
  spend(tables.usage, "daily", left(), countMessages(reply.body));
  return reply;
}

/** In the answer to a publish, to a group, or to a batch of both. A duplicate is no new message. */
function countMessages(answer: object): number {
  if (Array.isArray(answer))
    return answer.reduce((sum: number, slot: object) => sum + countMessages(slot), 0);
  return "messageId" in answer && !("deduplicated" in answer) ? 1 : 0;
}

function exceeded(prefix: string, allowed: string, { limit, remaining, resetAt }: Budget): Reply {
  const reset = Math.ceil(resetAt / 1000);
  const error = `rate limit exceeded: ${allowed} are allowed; try again at ${reset} (Unix seconds)`;
  const headers = {
    [`${prefix}-Limit`]: String(limit),
    [`${prefix}-Remaining`]: String(remaining),
    [`${prefix}-Reset`]: String(reset),
  };
  return { status: 429, headers, body: { error } };
}
