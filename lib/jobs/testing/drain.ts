import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { knownTypes } from "@/lib/jobs/deploys/known-types";
import type { JobHandler } from "@/lib/jobs/handle";
import { countsByType } from "./complaint";
import { deliver } from "./deliver";
import { type EndedRun, endedRunOf } from "./ended-run";
import { testDatabase } from "./test-database";
import { travel } from "./travel";

/** Runs after which a drain takes itself for endless. */
const RUNS_MAX = 1000;

export type DrainOptions = {
  /** Runs jobs of these types only. Default: of all that have a handler here. */
  types?: readonly string[];
  /** Runs at most; with more due it throws. Default 1,000. */
  max?: number;
  /** Also runs what is due later, such as retries: travels to each when nothing is due. Default false. */
  ahead?: boolean;
};

export type Drained = {
  /** Each run in its order: the job as it stood after it. */
  ran: EndedRun[];
  /** Open jobs that did not run. */
  left: { jobId: string; type: string; status: string; why: Left }[];
};

/** `later`: due in the future; `parked`: paused, or waits for a key; `held`: runs, or waits for a batch. */
type Left = "no handler" | "other type" | "later" | "parked" | "held";

const due = z.object({ jobId: z.uuid(), type: z.string(), leg: z.number(), run: z.number() });

/**
 * Runs what is due, the longest due first, and what that brings about (the next part of a job that continues, children
 * of a batch, follow-ups), until nothing is due. As `pnpm dev` would, in this process and one after another.
 *
 * @throws {Error} after `max` runs with more due, naming the types: a job that always enqueues another never ends.
 */
export async function drain(
  handlers: readonly JobHandler[],
  { types, max = RUNS_MAX, ahead = false }: DrainOptions = {},
): Promise<Drained> {
  await testDatabase("drain");
  const byType = handlersByType(handlers, types);
  const ran: EndedRun[] = [];
  for (;;) {
    const [next] = await ready([...byType.keys()], ahead);
    const handler = next && byType.get(next.type);
    if (next === undefined || handler === undefined) return { ran, left: await left(byType, handlers) };
    if (ran.length >= max) throw new Error(endless(ran, max));
    if (next.dueInSeconds > 0) await travel(next.dueInSeconds);
    const code = await deliver(handler, next);
    const ended = await endedRunOf(next.jobId);
    if (ended.run === next.run && ended.leg === next.leg && ended.status === next.status)
      throw new Error(
        `Job ${next.jobId} ("${next.type}") is due and does not run: its worker answers "${code}".`,
      );
    ran.push(ended);
  }
}

function handlersByType(
  handlers: readonly JobHandler[],
  types: readonly string[] | undefined,
): Map<string, JobHandler> {
  const all = new Map(handlers.flatMap((one) => knownTypes(one.job).map(({ type }) => [type, one] as const)));
  const strange = types?.filter((type) => !all.has(type)) ?? [];
  if (strange.length > 0)
    throw new Error(
      `drain was asked for ${strange.join(", ")} and has no handler for it; it has those of ${[...all.keys()].join(", ")}.`,
    );
  return types === undefined ? all : new Map([...all].filter(([type]) => types.includes(type)));
}

const dueAt = sql`coalesce(next_attempt_at, not_before, created_at)`;

function ready(types: readonly string[], ahead: boolean) {
  return query(
    database(),
    due.extend({ status: z.string(), dueInSeconds: z.number() }),
    sql`select job_id as "jobId", job_type as type, leg, run, status,
        greatest(0, extract(epoch from ${dueAt} - clock_timestamp()))::float as "dueInSeconds"
      from job_executions
      where status in ('pending', 'retrying') and parked_reason is null and job_type = any(${list(types)})
        and (${ahead}::boolean or ${dueAt} <= clock_timestamp())
      order by ${dueAt}, job_id limit 1`,
  );
}

function list(texts: readonly string[]): SQL {
  return sql`array[${sql.join(
    texts.map((text) => sql`${text}::text`),
    sql`, `,
  )}]::text[]`;
}

async function left(
  byType: ReadonlyMap<string, JobHandler>,
  handlers: readonly JobHandler[],
): Promise<Drained["left"]> {
  const open = await query(
    database(),
    z.object({ jobId: z.uuid(), type: z.string(), status: z.string(), isParked: z.boolean() }),
    sql`select job_id as "jobId", job_type as type, status, parked_reason is not null as "isParked"
      from job_executions where completed_at is null order by created_at, job_id`,
  );
  const known = new Set(handlers.flatMap(({ job }) => knownTypes(job).map(({ type }) => type)));
  return open.map(({ isParked, ...job }) => ({ ...job, why: why(job, isParked) }));

  function why({ type, status }: { type: string; status: string }, isParked: boolean): Left {
    if (!known.has(type)) return "no handler";
    if (!byType.has(type)) return "other type";
    if (status === "processing" || status === "waiting") return "held";
    return isParked ? "parked" : "later";
  }
}

function endless(ran: readonly EndedRun[], max: number): string {
  return [
    `drain ran ${max} times and more is due. A job that always continues or enqueues another never ends; ` +
      "if it does, give a higher max. It ran:",
    countsByType(ran),
  ].join("\n");
}
