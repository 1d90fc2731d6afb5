import { z } from "zod";
import { env } from "@/lib/env/env";
import { assertNoOther, assertWhole } from "./definition-bounds";

/** Most runs at once that a definition may ask for: what QStash's largest public plan delivers (protocol §3.6). */
const PARALLELISM_MAX = 1_000;

const RATE_MAX = 1_000_000;

/** Longest period of a rate that QStash takes, in seconds: a week (protocol §3.5). */
const PERIOD_SECONDS_MAX = 7 * 24 * 60 * 60;

/** How many runs of a job may go on at once. A message counts for one key at QStash, so it is one of the two. */
export type ConcurrencyOption = {
  /** Runs at once of this type, 1 to 1,000; each priority by itself. */
  total?: number;
  /** Runs at once of this type for each organization, 1 to 1,000; each priority by itself. */
  perOrganization?: number;
};

/** How many runs of a job may begin within a time. */
export type RateOption = {
  /** Runs that may begin in each period, 1 to 1,000,000; each priority by itself. */
  limit: number;
  /** The period in seconds, 1 to 604,800 (a week). */
  per: number;
  /** For all jobs of this type, or for each organization. Default: as `concurrency` is, else for all. */
  scope?: "type" | "organization";
};

const numbers = z.union([
  z.object({ parallelism: z.number(), rate: z.number(), period: z.number() }),
  z.object({ parallelism: z.number() }),
  z.object({ rate: z.number(), period: z.number() }),
]);

/** What QStash keeps to, as rows carry it: a deploy does not change work in flight. */
const flowControl = z.object({ perOrganization: z.boolean(), numbers });

export type FlowControl = Readonly<z.output<typeof flowControl>>;

/** With what its key is made of, beside the type. */
export const flow = flowControl.extend({ priority: z.number(), organizationId: z.number().nullable() });

type Options = {
  type: string;
  concurrency?: ConcurrencyOption | undefined;
  rate?: RateOption | undefined;
};

/**
 * The limits of a definition in the one form that rows keep; null without any.
 *
 * @throws {RangeError} for numbers out of bounds, unknown names, and limits that one key cannot hold together.
 */
export function toFlowControl({ type, concurrency = {}, rate }: Options): FlowControl | null {
  checkConcurrency(type, concurrency);
  if (rate !== undefined) checkRate(type, rate);
  const { total, perOrganization } = concurrency;
  const parallelism = perOrganization ?? total;
  if (parallelism === undefined && rate === undefined) return null;
  const scope = scopeOf(concurrency) ?? rate?.scope ?? "type";
  if (rate?.scope !== undefined && rate.scope !== scope)
    throw new RangeError(
      `Job "${type}": concurrency is per ${scope}, rate per ${rate.scope}, and a QStash message counts for one of ` +
        "them. Give both the same scope.",
    );
  const rated = rate === undefined ? undefined : { rate: rate.limit, period: rate.per };
  return { perOrganization: scope === "organization", numbers: numbers.parse({ parallelism, ...rated }) };
}

function scopeOf({ total, perOrganization }: ConcurrencyOption): RateOption["scope"] {
  if (perOrganization !== undefined) return "organization";
  return total === undefined ? undefined : "type";
}

const CONCURRENCY_NAMES = ["total", "perOrganization", "key", "perKey", "keyScope"];

function checkConcurrency(type: string, concurrency: ConcurrencyOption): void {
  const { total, perOrganization } = concurrency;
  assertNoOther(type, "concurrency", concurrency, CONCURRENCY_NAMES);
  if (total !== undefined) assertWhole(type, "concurrency.total", total, PARALLELISM_MAX);
  if (perOrganization !== undefined)
    assertWhole(type, "concurrency.perOrganization", perOrganization, PARALLELISM_MAX);
  if (total !== undefined && perOrganization !== undefined)
    throw new RangeError(
      `Job "${type}": give concurrency.total or concurrency.perOrganization, not both: a QStash message counts for ` +
        "one of them.",
    );
}

function checkRate(type: string, rate: RateOption): void {
  const { limit, per, scope } = rate;
  assertNoOther(type, "rate", rate, ["limit", "per", "scope"]);
  assertWhole(type, "rate.limit", limit, RATE_MAX);
  assertWhole(type, "rate.per", per, PERIOD_SECONDS_MAX);
  if (scope !== undefined && scope !== "type" && scope !== "organization")
    throw new RangeError(
      `Job "${type}": rate.scope must be "type" or "organization", got ${JSON.stringify(scope)}.`,
    );
}

/**
 * What a message says to QStash about its job's limits. Its key is `<environment>.<type>.<priority>`, or
 * `<environment>.<type>.<organization>.<priority>`: each priority is a lane of its own, so that a flood of low jobs
 * leaves room for high ones.
 */
export function flowControlOf(
  type: string,
  { perOrganization, organizationId, priority, numbers: given }: z.output<typeof flow>,
): z.output<typeof numbers> & { key: string } {
  const owner = perOrganization ? [organizationId ?? "none"] : [];
  return { key: [env().JOBS_ENVIRONMENT, type, ...owner, priority].join("."), ...given };
}
