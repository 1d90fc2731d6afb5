import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { NonRetryableError, RetryAfterError } from "@/lib/jobs/errors";
import { handle, type JobContext } from "@/lib/jobs/handle";

/** The one job that tests need: it does what its payload says. */
export const exercise = defineJob({
  type: "exercise",
  endpoint: "/api/jobs/exercise",
  description: "Does what its payload says.",
  payload: z.object({
    /** Throws in this many tries before it does anything else. */
    throws: z.number().optional(),
    act: z.enum([
      "return",
      "non-retryable",
      "retry-after",
      "retry-tomorrow",
      "not-my-fault",
      "hang",
      "hang-deaf",
      "wait-for-gate",
      "progress",
      "odd-throw",
      "odd-result",
    ]),
    /** Which odd value to throw or return. */
    odd: z.string().optional(),
    to: z.string().optional(),
    /** When "retry-after" comes back: seconds, or a date's text. Default 1. */
    retryAfter: z.union([z.number(), z.string()]).optional(),
    /** What "progress" reports: done, total and message, or odd ones by name. */
    progress: z.string().optional(),
  }),
  result: z.unknown(),
  retries: 2,
  timeoutSeconds: 1,
  backoff: [0],
});

type Gate = { reached: number; open: () => void; opened: Promise<void> };

/** Where "wait-for-gate" runs wait, by job id. */
const gates = new Map<string, Gate>();

/** How often the handler began, by job id. */
export const runsBegun = new Map<string, number>();

/** The gate of a job, closed until somebody opens it. */
export function gate(jobId: string): Gate {
  const made = gates.get(jobId) ?? closedGate();
  gates.set(jobId, made);
  return made;
}

/** The gate of one run alone; the job's gate opens for all of its runs. */
export function runGate(jobId: string, run: number): Gate {
  return gate(`${jobId} ${run}`);
}

function closedGate(): Gate {
  const opener = new AbortController();
  const opened = new Promise<void>((resolve) => {
    opener.signal.addEventListener("abort", () => resolve());
  });
  return { reached: 0, open: () => opener.abort(), opened };
}

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

/** Values that JSON, Postgres or a careless error handler cannot stand. */
export const oddValues: Record<string, unknown> = {
  undefined,
  null: null,
  text: "a plain text",
  nul: "before\u0000after",
  surrogate: "before\uD800after",
  bigint: 12n,
  cyclic,
  deep: JSON.parse(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`),
  huge: "x".repeat(100_000),
  toJsonThrows: {
    toJSON() {
      throw new Error("toJSON threw");
    },
  },
  getterThrows: Object.defineProperty(new Error("hidden"), "message", {
    get() {
      throw new Error("the message itself throws");
    },
  }),
  hugeError: new Error("y".repeat(5_000_000)),
  frozen: Object.freeze({ code: 42, status: 503 }),
};

/** What a careless handler may report. */
export const oddProgress: Record<string, [number, number?, string?]> = {
  fraction: [0.5, 1.5],
  notANumber: [Number.NaN, Number.NaN],
  endless: [1, Number.POSITIVE_INFINITY],
  negative: [-5, -1],
  huge: [1e300, 2 ** 70],
  nul: [1, 2, "before\u0000after"],
  surrogate: [1, 2, `${"x".repeat(499)}😀`],
};

export const handleExercise = handle(exercise, async (payload, ctx) => {
  runsBegun.set(ctx.jobId, (runsBegun.get(ctx.jobId) ?? 0) + 1);
  if (ctx.attempt <= (payload.throws ?? 0)) throw new Error(`told to throw in try ${ctx.attempt}`);
  switch (payload.act) {
    case "return":
      return { attempt: ctx.attempt, to: payload.to ?? null };
    case "non-retryable":
      throw new NonRetryableError("told to give up", { code: "told-so" });
    case "retry-after":
      if (ctx.attempt > 1) return { attempt: ctx.attempt };
      throw new RetryAfterError("told to come back", { retryAfter: momentOf(payload.retryAfter ?? 1) });
    case "retry-tomorrow":
      throw new RetryAfterError("told to come back tomorrow", { retryAfter: 24 * 60 * 60 });
    case "not-my-fault":
      if (ctx.leg > 1) return { attempt: ctx.attempt, leg: ctx.leg };
      throw new RetryAfterError("a quota of others", { retryAfter: 0, usesAttempt: false });
    case "hang":
      return await untilAborted(ctx);
    case "hang-deaf":
      return await new Promise<never>(() => undefined);
    case "wait-for-gate":
      gate(ctx.jobId).reached += 1;
      await Promise.race([gate(ctx.jobId).opened, runGate(ctx.jobId, ctx.run).opened]);
      return { run: ctx.run };
    case "progress":
      ctx.progress(...(oddProgress[payload.progress ?? ""] ?? [3, 12, "rows"]));
      return {};
    case "odd-throw":
      throw oddValues[payload.odd ?? ""];
    case "odd-result":
      return oddValues[payload.odd ?? ""];
  }
});

function momentOf(retryAfter: number | string): number | Date {
  return typeof retryAfter === "number" ? retryAfter : new Date(retryAfter);
}

function untilAborted({ signal }: JobContext): Promise<never> {
  return new Promise((_, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is whatever aborted the run
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
