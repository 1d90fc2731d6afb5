import type { Table } from "../storage/storage";

/** Limits of an account, off unless set. Source: protocol §1.3. */
export type RateLimits = {
  /** Requests per second to all endpoints but publish, enqueue and batch. */
  burstLimit?: number;
  /** Messages per day (UTC) through publish, enqueue and batch. */
  dailyLimit?: number;
};

/** How many an account may have in each window. */
type Allowance = { limit: number; periodMs: number };

/** What was used in the window that ends then. Plain data. */
export type Usage = { used: number; endsAt: number };

/** What is left, and when (Unix milliseconds) all of it is there again. */
export type Budget = { limit: number; remaining: number; resetAt: number };

/** Windows begin at whole multiples of their length: seconds at a full second, days at midnight UTC. */
export function budgetOf(
  usages: Table<Usage>,
  name: string,
  { limit, periodMs }: Allowance,
  nowMs: number,
): Budget {
  const usage = usages.get(name);
  const isCurrent = usage !== undefined && usage.endsAt > nowMs;
  return {
    limit,
    remaining: Math.max(0, limit - (isCurrent ? usage.used : 0)),
    resetAt: isCurrent ? usage.endsAt : (Math.floor(nowMs / periodMs) + 1) * periodMs,
  };
}

/** Takes that many out of the budget. */
export function spend(usages: Table<Usage>, name: string, budget: Budget, count: number): void {
  usages.set(name, { used: budget.limit - budget.remaining + count, endsAt: budget.resetAt });
}
