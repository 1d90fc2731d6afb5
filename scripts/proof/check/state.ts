import { isTerminal, STATUSES } from "@/lib/jobs/lifecycle";
import { NEW_ROW, type Row } from "./row";

/** What QStash has of a job's messages. */
export type Post = Readonly<{
  /** It was given the message of the current leg. A duplicate of it may come at any time. */
  sent: boolean;
  /** It still has that message, and will deliver it. */
  held: boolean;
  /** It was given a message of an older leg: a late failure callback of that may come at any time. */
  old: boolean;
  /** Whoever was to publish it has died; kept only where there is no reconcile, which does it for all. */
  isAbandoned: boolean;
}>;

/** An outside effect: what our ledger says, and how often it has happened. */
type Effect = Readonly<{ ledger: 0 | 1 | 2; applied: number }>;

export type Job = Readonly<{
  row: Row;
  post: Post;
  effects: readonly Effect[];
  isChild: boolean;
  /** Its end is in its batch's counters. */
  isCounted: boolean;
  /** A parent that has waited once. */
  hasWaited: boolean;
  /** Whether it has a row yet. */
  isThere: boolean;
}>;

/** A process at work on a run. `at` is where in its handler it stands; `saw` is what an old snapshot told it. */
export type Worker = Readonly<{ job: number; run: number; at: number; saw: boolean }> | null;

export type Batch = Readonly<{
  total: number;
  completed: number;
  failed: number;
  cancelled: number;
  isClosed: boolean;
  isFlagged: boolean;
  /** How often its waiter was woken. */
  wakes: number;
}>;

export type State = Readonly<{
  jobs: readonly Job[];
  workers: readonly [Worker, Worker];
  batch: Batch;
  isPaused: boolean;
  /** Rows that a two-step reconcile has read and is about to write. */
  sweep: { job: number; ends: boolean } | null;
}>;

/** A small world: its first state and how far people and time may go in it. */
export type Scene = {
  name: string;
  first: State;
  budgets: { rescues: number; lostInARow: number; revivals: number };
  onFailure: "continue" | "cancel_rest";
  hasDeadlines: boolean;
  hasPauses: boolean;
};

const NO_POST: Post = { sent: false, held: false, old: false, isAbandoned: false };
const NO_BATCH: Batch = {
  total: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  isClosed: false,
  isFlagged: false,
  wakes: 0,
};

/** Message of the current leg: none yet. */
export function postOfNewLeg({ sent, old }: Post): Post {
  return { ...NO_POST, old: old || sent };
}

function job(row: Partial<Row>, rest: Partial<Job> = {}): Job {
  return {
    row: { ...NEW_ROW, ...row },
    post: NO_POST,
    effects: [],
    isChild: false,
    isCounted: false,
    hasWaited: false,
    isThere: true,
    ...rest,
  };
}

function world(jobs: readonly Job[], batch: Partial<Batch> = {}): State {
  return {
    jobs,
    workers: [null, null],
    batch: { ...NO_BATCH, ...batch },
    isPaused: false,
    sweep: null,
  };
}

const NEW_EFFECT: Effect = { ledger: 0, applied: 0 };
const SMALL = { maxRetries: 0, maxContinuations: 0 };

export const SCENES = {
  effects: {
    name: "one job, two effects",
    first: world([job({}, { effects: [NEW_EFFECT, NEW_EFFECT] })]),
    budgets: { rescues: 1, lostInARow: 2, revivals: 1 },
    onFailure: "continue",
    hasDeadlines: false,
    hasPauses: false,
  },
  times: {
    name: "one job, deadlines and pauses",
    first: world([job({ maxRetries: 2, maxContinuations: 2 })]),
    budgets: { rescues: 2, lostInARow: 3, revivals: 2 },
    onFailure: "continue",
    hasDeadlines: true,
    hasPauses: true,
  },
  family: {
    name: "a parent that waits for a child",
    first: world([job(SMALL), job(SMALL, { isChild: true })], { total: 1 }),
    budgets: { rescues: 1, lostInARow: 2, revivals: 1 },
    onFailure: "continue",
    hasDeadlines: true,
    hasPauses: false,
  },
  siblings: {
    name: "two children, of which one's failure cancels the rest",
    first: world(
      [
        job({ ...SMALL, status: "waiting", run: 1, attempts: 1 }, { hasWaited: true }),
        job(SMALL, { isChild: true }),
        job(SMALL, { isChild: true }),
      ],
      { total: 2 },
    ),
    budgets: { rescues: 1, lostInARow: 2, revivals: 1 },
    onFailure: "cancel_rest",
    hasDeadlines: false,
    hasPauses: false,
  },
} as const satisfies Record<string, Scene>;

/**
 * The state as a short text, the same for states that nobody can tell apart: guards only ask whether a run or a leg
 * is the current one, so their numbers are left out; the two workers are alike.
 */
export function keyOf({ jobs, workers, batch, isPaused, sweep }: State): string {
  const codes: number[] = [];
  for (const each of jobs) pushJob(codes, each);
  const [first = 0, second = 0] = workers.map((worker) => workerCode(worker, jobs)).toSorted((a, b) => a - b);
  codes.push(first, second, batch.completed * 16 + batch.failed * 4 + batch.cancelled);
  codes.push(bits(batch.isClosed, batch.isFlagged, isPaused) * 4 + batch.wakes);
  codes.push(sweep === null ? 0 : 1 + sweep.job * 2 + Number(sweep.ends));
  return String.fromCharCode(...codes);
}

function pushJob(codes: number[], { row, post, effects, isCounted, hasWaited, isThere }: Job): void {
  // After an end no message does anything: which ones there are makes no difference.
  const { sent, held, old, isAbandoned } = isTerminal(row.status) ? postOfNewLeg(post) : post;
  const { attempt, continuations, rescues, lostInARow, revivals } = row;
  codes.push(
    STATUSES.indexOf(row.status) * 64 + attempt * 8 + continuations,
    rescues * 64 + lostInARow * 8 + revivals,
    (row.run - row.attempts + 4) * 2 + Number(row.run > 0),
    bits(row.hasLapsed, row.isLate, row.isCancelRequested, row.isParked, row.isPublished),
    bits(sent, held, old, isAbandoned, isCounted, hasWaited, isThere),
    effects.reduce((code, { ledger, applied }) => code * 16 + ledger * 4 + applied, 0),
  );
}

function workerCode(worker: Worker, jobs: readonly Job[]): number {
  if (worker === null) return 0;
  const isCurrent = jobs[worker.job]?.row.run === worker.run;
  return 1 + bits(isCurrent, worker.saw) + 4 * (worker.job + 4 * (worker.at + 1));
}

function bits(...flags: readonly boolean[]): number {
  return flags.reduce((code, flag) => code * 2 + Number(flag), 0);
}
