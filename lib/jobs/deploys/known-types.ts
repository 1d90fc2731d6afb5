import type { JobDefinition } from "@/lib/jobs/define";

/** A type that this deploy can run, up to which version of its payload, and where. */
export type KnownType = { type: string; payloadVersion: number; endpoint: string };

/** What the worker of a job runs: its own type and those that it replaces. */
export function knownTypes(job: JobDefinition): KnownType[] {
  const { type, payloadVersion, endpoint } = job;
  return [
    { type, payloadVersion, endpoint },
    ...job.replaces.map((earlier) => ({
      type: earlier.type,
      payloadVersion: earlier.payloadVersion,
      endpoint,
    })),
  ];
}
