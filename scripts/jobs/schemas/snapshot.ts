import { z } from "zod";
import type { JobDefinition } from "@/lib/jobs/define";
import type { PayloadHistory } from "@/lib/jobs/payloads/payload-versions";
import type { Registry } from "@/lib/jobs/registry";

const jsonSchema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

/** What a deploy knows of a type: the schema of each version of its payload, and of its result. */
const typeSnapshot = z.strictObject({
  payload: z.record(z.string(), jsonSchema),
  /** None for a type that another job has taken over. */
  result: jsonSchema.optional(),
});

/** The schemas of all jobs by type, as the file beside the registry keeps them. */
export const snapshot = z.strictObject({
  types: z.record(z.string(), typeSnapshot),
  retired: z.array(z.string()),
});

export type Snapshot = z.output<typeof snapshot>;
export type TypeSnapshot = z.output<typeof typeSnapshot>;

/** The registry as it is now. */
export function snapshotOf({ jobs, retired }: Pick<Registry, "jobs" | "retired">): Snapshot {
  const types = [...jobs.map(ofJob), ...jobs.flatMap(({ replaces }) => replaces).map(ofReplaced)];
  return {
    types: Object.fromEntries(types.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    retired: retired.map(({ type }) => type).toSorted(),
  };
}

function ofJob(job: JobDefinition): [string, TypeSnapshot] {
  const payload = { ...earlier(job.history), [job.payloadVersion]: toJson(job.payload) };
  return [job.type, { payload, result: toJson(job.result) }];
}

function ofReplaced({ type, history }: { type: string; history: PayloadHistory }): [string, TypeSnapshot] {
  return [type, { payload: earlier(history) }];
}

function earlier({ first, schemas }: PayloadHistory): TypeSnapshot["payload"] {
  return Object.fromEntries(schemas.map((schema, index) => [String(first + index), toJson(schema)]));
}

/** What is stored is what came in, before the schema filled in defaults. */
function toJson(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  // As the file will have it: without what is undefined.
  return z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(json)));
}
