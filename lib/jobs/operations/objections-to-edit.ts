import { isDeepStrictEqual } from "node:util";
import type { JobActor } from "@/lib/jobs/actor";
import type { JobDefinition } from "@/lib/jobs/define";
import type { DispatchRules, Objection } from "@/lib/jobs/dispatch";
import { valueAt } from "@/lib/jobs/payloads/replace-at";

type Edit = {
  /** As its schema made it. */
  parsed: unknown;
  /** The original's payload, as today's schema is given it; null where there is none to compare with. */
  before: () => Promise<{ payload: unknown } | null>;
};

/**
 * What the rules of the type have against an edited payload, asked for the job's owner: whoever edits does what the
 * owner could have done, and no more. A part that stays as the original has it is nobody's edit.
 */
export async function objectionsToEdit(
  job: JobDefinition,
  rules: DispatchRules,
  { userId, organizationId }: JobActor,
  { parsed, before }: Edit,
): Promise<readonly Objection[]> {
  const objections = (await rules.get(job.type)?.({ userId, organizationId }, parsed)) ?? [];
  if (objections.length === 0) return [];
  const original = await before();
  if (original === null) return objections;
  const fitting = await job.payload.safeParseAsync(original.payload);
  const was = fitting.success ? fitting.data : original.payload;
  return objections.filter(({ at }) => !isDeepStrictEqual(valueAt(parsed, at), valueAt(was, at)));
}
