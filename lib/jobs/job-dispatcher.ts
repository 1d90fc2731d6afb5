import type { JobDefinition } from "./define";
import { type EnqueueResult, enqueue } from "./enqueue";
import { type BatchOptions, type EnqueuedBatch, enqueueBatch } from "./enqueue-batch";
import { enqueueMany } from "./enqueue-many";
import type { EnqueueOptions, ManyOptions } from "./enqueue-options";
import { UnknownTypeError } from "./errors";
import { pauseType } from "./operations/pause-type";
import { resumeType } from "./operations/resume-type";
import type { Registry } from "./registry";
import type { OrganizationSchedule } from "./schedules/organization-schedule-id";
import { type Scheduled, type ScheduleOptions, schedule } from "./schedules/schedule";
import { unschedule } from "./schedules/unschedule";
import type { By } from "./transitions/audit";

/**
 * The engine's verbs for code that has only the type of a job, such as a command line or a table of rules: where the
 * definition is at hand, call them with it, and the compiler checks the payload. Whoever calls these has checked that
 * the person may: `dispatch` does so for requests from outside.
 *
 * @throws {UnknownTypeError} from each verb with a type that the registry does not have. Nothing was written.
 * @throws what the verb of the same name throws.
 */
export type JobDispatcher = {
  enqueue(type: string, payload: unknown, options?: EnqueueOptions): Promise<EnqueueResult>;
  enqueueMany(type: string, payloads: readonly unknown[], options?: ManyOptions): Promise<EnqueueResult[]>;
  enqueueBatch(type: string, payloads: readonly unknown[], options?: BatchOptions): Promise<EnqueuedBatch>;
  schedule(type: string, payload: unknown, options: ScheduleOptions): Promise<Scheduled>;
  /** False where the organization has none of that name. */
  unschedule(which: OrganizationSchedule, by: By): Promise<boolean>;
  /** False where the type is paused already. */
  pause(type: string, by: By): Promise<boolean>;
  /** How many jobs went on; null where the type was not paused. */
  resume(type: string, by: By): Promise<number | null>;
};

/** Makes the verbs of an app's registry. A type that another job has taken over is started as that job. */
export function createJobDispatcher(registry: Registry): JobDispatcher {
  const known = (type: string): JobDefinition => {
    const job = registry.find(type);
    if (job === undefined) throw new UnknownTypeError(type, registry.nearest(type));
    return job;
  };
  return {
    enqueue: async (type, payload, options) => enqueue(known(type), payload, options),
    enqueueMany: async (type, payloads, options) => enqueueMany(known(type), payloads, options),
    enqueueBatch: async (type, payloads, options) => enqueueBatch(known(type), payloads, options),
    schedule: async (type, payload, options) => schedule(known(type), payload, options),
    unschedule,
    pause: async (type, by) => pauseType(known(type).type, by),
    resume: async (type, by) => resumeType(known(type).type, by),
  };
}
