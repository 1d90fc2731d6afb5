import { z } from "zod";
import { key } from "@/lib/jobs/definition/key";
import { NOBODY } from "./actor";
import type { FollowUp } from "./follow-up";
import { DELAY_SECONDS_MAX } from "./limits";

/** Moments that Postgres reads as JavaScript writes them. */
const moment = z.date().min(new Date(0)).max(new Date("9999-12-31T23:59:59Z"));

const followUp = z.custom<FollowUp>(isFollowUp, "Must be made by followUp(job, payload)");
const followUps = z.union([followUp.transform((one) => [one]), z.array(followUp).max(20)]).default([]);

/** What a caller may choose about one job. Unknown options are refused, not ignored. */
export const enqueueOptions = z
  .strictObject({
    /** Whom the job belongs to: who may see it. Default: nobody, the product itself. */
    actor: z
      .object({ userId: z.number().int().nullable(), organizationId: z.number().int().nullable() })
      .default(NOBODY),
    /** Seconds until it may start, up to 400 days. */
    delay: z.number().min(0).max(DELAY_SECONDS_MAX).optional(),
    /** Moment before which it does not start, up to 400 days ahead; instead of `delay`. */
    notBefore: moment
      .refine((at) => at.getTime() <= Date.now() + DELAY_SECONDS_MAX * 1000, "Must be within 400 days")
      .optional(),
    /** Moment after which it is not worth running any more: it ends as `timeout`. */
    deadline: moment.optional(),
    /** Runs after the first, instead of the definition's. */
    retries: z.number().int().min(0).max(20).optional(),
    /** Lane within its type: a flood in one leaves room in the others. -100 to 100, default 0. */
    priority: z.number().int().min(-100).max(100).default(0),
    /**
     * One job per key, for the life of its row: the same key and payload answer with the first job's id,
     * another payload is a conflict. Unique per type and organization.
     */
    idempotencyKey: key.optional(),
    /**
     * Replaces payload, time and deadline of the job of this key that is pending and never ran, or else is a new
     * one: for work of which only the latest state counts. Per type and organization; not with `idempotencyKey`.
     */
    debounceKey: key.optional(),
    /**
     * With `debounceKey`: however often it is put off, it starts at the latest so many seconds after its first
     * enqueue, up to 400 days. Default: no limit.
     */
    debounceMaxWait: z.number().min(0).max(DELAY_SECONDS_MAX).optional(),
    /**
     * Instead of the definition's `concurrency.key`: it does not run while another job of this key does, whatever its
     * type. Null: it waits for none.
     */
    concurrencyKey: key.nullable().optional(),
    /** Jobs to insert when it is completed, each in the same statement. */
    onSuccess: followUps,
    /** Jobs to insert when it has failed or timed out for good; a cancelled one brings none. */
    onFailure: followUps,
    /** The same, for telling somebody. */
    notifyOnFailure: followUps,
    /** Default: after the response inside a request, at once elsewhere. */
    publish: z.enum(["after-response", "now"]).optional(),
  })
  .refine(({ delay, notBefore }) => delay === undefined || notBefore === undefined, {
    path: ["notBefore"],
    message: "Give delay or notBefore, not both",
  })
  .refine(({ idempotencyKey, debounceKey }) => idempotencyKey === undefined || debounceKey === undefined, {
    path: ["debounceKey"],
    message: "Give idempotencyKey or debounceKey, not both",
  })
  .refine(({ debounceKey, debounceMaxWait }) => debounceMaxWait === undefined || debounceKey !== undefined, {
    path: ["debounceMaxWait"],
    message: "Give it together with debounceKey",
  });

export type EnqueueOptions = z.input<typeof enqueueOptions>;

/** Options of a job that is inserted with the end of another, which has nobody to publish for and no rival. */
export type FollowUpOptions = Omit<EnqueueOptions, "publish" | "debounceKey" | "debounceMaxWait">;

/** Options that hold for each of many jobs: a key would make them one. */
export type ManyOptions = Omit<EnqueueOptions, "idempotencyKey" | "debounceKey" | "debounceMaxWait">;

/** The same, with a key made for each. */
export type KeyedOptions<Payload> = ManyOptions & {
  /** Answers with the `idempotencyKey` of each job: those whose key is taken stay as they are. */
  idempotencyKey?: (payload: Payload, index: number) => string;
};

/** Thrown by `enqueue` for options it does not know or that are out of bounds. Nothing was written. */
export class EnqueueOptionsError extends Error {
  override name = "EnqueueOptionsError";
  readonly issues: z.core.$ZodIssue[];

  constructor(issues: z.core.$ZodIssue[]) {
    super(`Wrong options: ${issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
    this.issues = issues;
  }
}

function isFollowUp(value: unknown): boolean {
  return z.object({ job: z.object({ type: z.string() }), options: z.object({}) }).safeParse(value).success;
}
