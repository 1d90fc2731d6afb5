import { z } from "zod";
import { pointers } from "@/lib/http/pointers";
import { Problem } from "@/lib/http/problem";
import { payloadMisfit } from "@/lib/jobs/payloads/payload-misfit";
import type { Path } from "@/lib/jobs/payloads/secret-paths";
import type { Actor, JobActor } from "./actor";
import type { JobDefinition } from "./define";
import { type EnqueueResult, enqueue } from "./enqueue";
import { EnqueueOptionsError } from "./enqueue-options";
import { IdempotencyConflict, PayloadError, TooManyOpenJobs } from "./errors";
import { DELAY_SECONDS_MAX } from "./limits";
import type { Registry } from "./registry";

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Which job somebody outside asks for. */
export const requestedType = z.string().min(1).max(100);

/** What they may choose about it. */
export const dispatchOptions = z.strictObject({
  delay: z
    .number()
    .min(0)
    .max(DELAY_SECONDS_MAX)
    .optional()
    .describe(
      "Seconds until it may start, at most 400 days; instead of `notBefore`. Without either it may start at once.",
    ),
  notBefore: moment
    .optional()
    .describe(
      "Moment before which it does not start, with a zone, at most 400 days ahead; instead of `delay`.",
    ),
  deadline: moment
    .optional()
    .describe(
      "Moment, with a zone, after which it is not worth running any more: it ends as `timeout`. Without one it has none.",
    ),
});

/** What the dispatch API takes. */
export const dispatchRequest = z.strictObject({
  type: requestedType,
  payload: z.unknown(),
  options: dispatchOptions.default({}),
});

/** What a rule has against a payload: a sentence for whoever gave it, and the part of the payload that it looked at. */
export type Objection = { message: string; at: Path };

/**
 * Rules that need more than the definition knows, such as the database; by type. They say all that there is to say
 * against a payload, asked for whoever the job is to belong to; an edited replay asks them too.
 */
export type DispatchRules = ReadonlyMap<
  string,
  (actor: JobActor, payload: unknown) => Promise<readonly Objection[]>
>;

/** Which jobs there are, and the rules for those of outside. */
export type Dispatching = { registry: Registry; rules: DispatchRules };

/**
 * Starts a job for somebody outside: checks that the type is open, that the person may, and that the payload
 * fits. The job belongs to them and their organization.
 *
 * @throws {Problem} saying what is wrong with the request. Nothing was written.
 */
export async function dispatch(
  { registry, rules }: Dispatching,
  actor: Actor,
  body: unknown,
  idempotencyKey: string | null,
): Promise<EnqueueResult & { type: string }> {
  const request = dispatchRequest.safeParse(body);
  if (!request.success)
    throw new Problem("invalid", "The request does not fit.", pointers(request.error.issues));
  const { type, payload, options } = request.data;
  const job = openJob(registry, type);
  await assertAllowed(job, rules, actor, payload);
  try {
    const result = await enqueue(job, payload, {
      ...options,
      actor: { userId: actor.userId, organizationId: actor.organizationId },
      ...(idempotencyKey === null ? {} : { idempotencyKey: keyOf(actor, idempotencyKey) }),
    });
    return { ...result, type };
  } catch (error) {
    throw enqueueProblem(error);
  }
}

/** The job of this type, where it may be dispatched at all. @throws {Problem} `unknown-type`, with the nearest one. */
export function openJob(registry: Registry, type: string): JobDefinition {
  const job = registry.findOpen(type);
  if (job !== undefined) return job;
  const nearest = registry.nearestOpen(type);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  throw new Problem("unknown-type", `There is no job type "${type}" to dispatch.${hint}`);
}

async function assertAllowed(
  job: JobDefinition,
  rules: DispatchRules,
  actor: Actor,
  payload: unknown,
): Promise<void> {
  assertRole(job, actor);
  const parsed = await job.payload.safeParseAsync(payload);
  if (!parsed.success)
    throw enqueueProblem(payloadMisfit(job.type, job.payload, payload, parsed.error.issues));
  const objection = await objectionTo(job, rules, actor, parsed.data);
  if (objection !== null) throw new Problem("not-allowed", objection);
}

/** @throws {Problem} `not-allowed`, for a job that people of this role may not start. */
export function assertRole(job: JobDefinition, actor: Actor): void {
  if (hasRole(job, actor)) return;
  throw new Problem(
    "not-allowed",
    `"${job.type}" may be started by owners and admins of an organization only.`,
  );
}

/** What there is to say against starting the job with this payload, as its schema made it; null for nothing. */
export async function objectionTo(
  job: JobDefinition,
  rules: DispatchRules,
  actor: Actor,
  parsed: unknown,
): Promise<string | null> {
  if ((await job.authorize?.(actor, parsed)) === false)
    return `You may not start "${job.type}" with this payload.`;
  const objections = (await rules.get(job.type)?.(actor, parsed)) ?? [];
  return objections[0]?.message ?? null;
}

function hasRole({ dispatchableBy }: JobDefinition, { role }: Actor): boolean {
  switch (dispatchableBy) {
    case "member":
      return role !== null;
    case "admin":
      return role === "owner" || role === "admin";
    case "nobody":
      return false;
  }
}

/** Each person has a name space of their own: nobody learns of another's job by guessing its key. */
export function keyOf(actor: Actor, key: string): string {
  if (key.length > 200) {
    throw new Problem("invalid", `An Idempotency-Key has at most 200 characters, this one ${key.length}.`);
  }
  return `user-${actor.userId}:${key}`;
}

/**
 * What `enqueue` refused, as a problem that its sender can put right; any other error as it is.
 *
 * @param at where the request has the payload.
 */
export function enqueueProblem(error: unknown, at = "/payload"): unknown {
  if (error instanceof PayloadError) {
    return new Problem("invalid", "The payload does not fit the job.", pointers(error.issues, at));
  }
  if (error instanceof EnqueueOptionsError) {
    return new Problem("invalid", "The options do not fit.", pointers(error.issues, "/options"));
  }
  if (error instanceof IdempotencyConflict) {
    return new Problem("idempotency-mismatch", "This Idempotency-Key came with another payload before.");
  }
  if (error instanceof TooManyOpenJobs) {
    const which = error.fullOf === "type" ? ` of "${error.type}"` : "";
    return new Problem(
      "too-many-open-jobs",
      `Your organization may have ${error.max} open jobs${which}; some must end first.`,
    );
  }
  return error;
}
