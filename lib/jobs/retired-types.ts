import type { z } from "zod";
import {
  longer,
  type PayloadHistory,
  type PayloadVersions,
  toVersions,
} from "@/lib/jobs/payloads/payload-versions";

/** A type that another job has taken over: that job's worker runs the rows that are left of it. */
export type ReplacedType<Input = unknown> = {
  readonly type: string;
  readonly payloadVersion: number;
  readonly history: PayloadHistory;
  /** Never there: lets the compiler compare what `upcast` answers with the payload of the job that takes over. */
  readonly answers?: Input;
};

/**
 * Names a type that a job replaces: `replaces: [replaced({ type: "send-letter", payload, upcast })]`. Rows that are left
 * of it, revived ones and follow-ups too, are run by that job, with what `upcast` makes of their payload. They keep their
 * id, their type and their place in a batch.
 */
export function replaced<Payload extends z.ZodType, Input>(given: {
  type: string;
  /** As the retired definition had it, with its versions. */
  payload: Payload | PayloadVersions<Payload>;
  /** A pure function: it runs before each run of the job. */
  upcast: (older: z.output<Payload>) => Input;
}): ReplacedType<Input> {
  const { current, version, history } = toVersions(given.payload);
  return { type: given.type, payloadVersion: version, history: longer(history, current, given.upcast) };
}

/** A type that nobody runs any more. Made by {@link retireJob}. */
export type RetiredType = { readonly type: string; readonly because: string };

/**
 * The tombstone of a type that is gone, for the second list of `createRegistry`: rows that are left of it fail with the
 * code `type-retired` as soon as their message comes. `because` is the error that people see; say what to do instead.
 */
export function retireJob({ type, because }: RetiredType): RetiredType {
  return { type, because };
}
