import type { z } from "zod";
import { type Backoff, type BackoffOption, toBackoff } from "@/lib/jobs/definition/backoff";
import { type KeyOption, type KeyPolicy, toKeyPolicy } from "@/lib/jobs/definition/concurrency-key";
import { checkedErase, type EraseOption } from "@/lib/jobs/definition/erase-policy";
import {
  type ConcurrencyOption,
  type FlowControl,
  type RateOption,
  toFlowControl,
} from "@/lib/jobs/definition/flow-control";
import { checkedOpenJobs, type OpenJobsOption } from "@/lib/jobs/definition/open-jobs";
import { type PayloadHistory, type PayloadVersions, toVersions } from "@/lib/jobs/payloads/payload-versions";
import type { Actor } from "./actor";
import type { ReplacedType } from "./retired-types";

// A definition imports nothing else of the engine.
export { versions } from "@/lib/jobs/payloads/payload-versions";
export { replaced } from "./retired-types";
export { secret } from "./secret";

/** Retries a definition gets when it names none: four runs in all. */
const DEFAULT_RETRIES = 3;

/** Who may start a job from outside, through the dispatch API. `nobody` hides the type altogether. */
type Dispatcher = "member" | "admin" | "nobody";

type JobOptions<Type extends string, Payload extends z.ZodType, Result extends z.ZodType> = {
  /** Unique, kebab-case, never renamed: rows and messages carry it. */
  type: Type;
  /** The worker route, a path below `BASE_URL` such as `/api/jobs/email`. */
  endpoint: `/api/jobs/${string}`;
  /** One sentence for people: lists and the API show it. */
  description: string;
  /**
   * Checked when the job is enqueued and again before each run. Must describe plain JSON. Once rows were written with
   * it: `versions(oldest).upcast(next, …)`, of which the last is today's.
   */
  payload: Payload | PayloadVersions<Payload>;
  /** What the handler returns; at most 64 KiB as JSON. */
  result: Result;
  /** Runs after the first, 0 to 20. Default 3. */
  retries?: number;
  /** Time limit of one run in seconds, 1 to 285 (hosts cap a function at 300 s). */
  timeoutSeconds: number;
  /**
   * Wait before each retry: seconds, a list of them of which the last one repeats, `{ base, factor, cap, jitter }`
   * for one that grows, or a function of the error. At most 20 hours each. Default 10 s, 1 min, 5 min, 15 min.
   */
  backoff?: BackoffOption;
  /** How often `ctx.continueWith` may send one job on, 0 to 10,000. Default 0: never. */
  maxContinuations?: number;
  /**
   * Erases the payload this many seconds after the job's end, before the row goes; a function decides by the payload.
   * Default: with the row.
   */
  erasePayloadAfterSeconds?: EraseOption<z.output<Payload>>;
  /** How many runs may go on at once: of this type, or with one key. Default: as many as QStash delivers. */
  concurrency?: ConcurrencyOption & KeyOption<z.output<Payload>>;
  /** How many runs of it may begin within a time; retries count too. Default: no limit. */
  rate?: RateOption;
  /** Types that this job has taken over, each by `replaced(…)`: it runs the rows that are left of them. */
  replaces?: readonly ReplacedType<NoInfer<z.input<Payload>>>[];
  /** How many jobs of it each organization may have open; `enqueue` refuses more. Default: no cap. */
  openJobs?: OpenJobsOption;
  /** Who may dispatch it from outside. Default `nobody`. */
  dispatchableBy?: Dispatcher;
  /** Narrows `dispatchableBy`: may this person start this very payload? */
  authorize?(actor: Actor, payload: z.output<Payload>): boolean | Promise<boolean>;
};

/** A job: type, schemas, endpoint and policy. Importable anywhere; the work is in its handler. */
export type JobDefinition<
  Type extends string = string,
  Payload extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> = Readonly<
  Required<
    Omit<
      JobOptions<Type, Payload, Result>,
      | "authorize"
      | "backoff"
      | "erasePayloadAfterSeconds"
      | "concurrency"
      | "rate"
      | "openJobs"
      | "payload"
      | "replaces"
    >
  >
> &
  Pick<JobOptions<Type, Payload, Result>, "authorize"> & {
    /** Today's schema. */
    readonly payload: Payload;
    /** Number of today's schema: what `enqueue` writes beside the payload. */
    readonly payloadVersion: number;
    readonly history: PayloadHistory;
    readonly replaces: readonly ReplacedType[];
    readonly backoff: Backoff;
    readonly erasePayloadAfterSeconds: EraseOption<z.output<Payload>> | null;
    /** `concurrency` and `rate`, as QStash is told them. */
    readonly flowControl: FlowControl | null;
    readonly openJobs: OpenJobsOption | null;
    /** What of `concurrency` is about keys. */
    readonly keys: KeyPolicy<z.output<Payload>>;
  };

/** What a caller passes to `enqueue` for this job. */
export type JobInput<Job extends JobDefinition> = z.input<Job["payload"]>;

/** What the handler receives: the payload after its schema. */
export type JobPayload<Job extends JobDefinition> = z.output<Job["payload"]>;

/** What the handler must return. */
export type JobResult<Job extends JobDefinition> = z.input<Job["result"]>;

/**
 * Declares a job. Pure data: no handler, no database, so any module may import it.
 *
 * @throws {RangeError} when a limit is out of its bounds, naming the limit, the bounds and what came.
 */
export function defineJob<Type extends string, Payload extends z.ZodType, Result extends z.ZodType>(
  options: JobOptions<Type, Payload, Result>,
): JobDefinition<Type, Payload, Result> {
  const { concurrency, rate, ...rest } = options;
  const { current, version, history } = toVersions(options.payload);
  const definition = {
    retries: DEFAULT_RETRIES,
    dispatchableBy: "nobody" as const,
    maxContinuations: 0,
    ...rest,
    flowControl: toFlowControl({ type: options.type, concurrency, rate }),
    payload: current,
    payloadVersion: version,
    history,
    replaces: options.replaces ?? [],
    keys: toKeyPolicy(options.type, concurrency ?? {}),
    openJobs: checkedOpenJobs(options.type, options.openJobs),
    backoff: checkedBackoff(options),
    erasePayloadAfterSeconds: options.erasePayloadAfterSeconds ?? null,
  };
  assertWholeBetween(definition, "retries", 0, 20);
  assertWholeBetween(definition, "timeoutSeconds", 1, 285);
  assertWholeBetween(definition, "maxContinuations", 0, 10_000);
  const { type, erasePayloadAfterSeconds } = options;
  if (typeof erasePayloadAfterSeconds === "number") checkedErase(type, erasePayloadAfterSeconds);
  return definition;
}

function assertWholeBetween<Limit extends string>(
  definition: { type: string } & Record<Limit, number>,
  limit: Limit,
  least: number,
  most: number,
): void {
  const value = definition[limit];
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `Job "${definition.type}": ${limit} must be a whole number from ${least} to ${most}, got ${value}.`,
  );
}

function checkedBackoff({ type, backoff }: { type: string; backoff?: BackoffOption }): Backoff {
  try {
    return toBackoff(backoff);
  } catch (error) {
    throw new RangeError(`Job "${type}": ${error instanceof Error ? error.message : String(error)}.`);
  }
}
