import type { JobActor } from "@/lib/jobs/actor";
import type { JobDefinition, JobInput } from "@/lib/jobs/define";
import type { Status } from "@/lib/jobs/lifecycle";
import { type Difference, differences } from "./differences";
import type { StoredJob } from "./stored-jobs";

/** How far a delay may be off, in seconds: a moment is turned into seconds on its way. */
const DELAY_SLACK_SECONDS = 2;

type Part<Value> = Value extends Date
  ? Date
  : Value extends readonly unknown[]
    ? Value
    : Value extends object
      ? { [Name in keyof Value]?: Part<Value[Name]> }
      : Value;

/** What a job must be like to be meant. Whatever is left out may be anything. */
export type ExpectedJob<Job extends JobDefinition> = {
  /** Fields that its payload has, as it was enqueued; it may have others too. Arrays are compared whole. */
  payload?: Part<JobInput<Job>>;
  actor?: Partial<JobActor>;
  status?: Status;
  priority?: number;
  idempotencyKey?: string;
  /** Seconds from its enqueue until it may start, give or take two. */
  delay?: number;
};

/** In what a job is not as expected. */
export function misses<Job extends JobDefinition>(expected: ExpectedJob<Job>, job: StoredJob): Difference[] {
  const { payload, actor = {}, delay, ...plain } = expected;
  return [
    ...(payload === undefined ? [] : differences(asJson(payload), job.payload, "payload")),
    ...differences(given(actor), { userId: job.userId, organizationId: job.organizationId }, "actor"),
    ...Object.entries(given(plain)).flatMap(([name, value]) =>
      differences(value, Reflect.get(job, name), name),
    ),
    ...(delay === undefined || Math.abs(delay - job.delay) <= DELAY_SLACK_SECONDS
      ? []
      : [{ path: "delay", expected: delay, actual: job.delay }]),
  ];
}

function given(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Rows keep JSON: a date is a text there. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
