import { NEW_ROW, type Row } from "./row";
import { type Batch, type Effect, type Job, NO_POST, type State } from "./state";

/** A small world: its first state and how far people and time may go in it. */
export type Scene = {
  name: string;
  first: State;
  /** `revivals` of all its jobs together. */
  budgets: { rescues: number; lostInARow: number; revivals: number };
  onFailure: "continue" | "cancel_rest";
  hasDeadlines: boolean;
  hasPauses: boolean;
};

const NO_BATCH: Batch = { total: 0, completed: 0, failed: 0, cancelled: 0, isClosed: false, wakes: 0 };

function job(row: Partial<Row>, rest: Partial<Job> = {}): Job {
  return {
    row: { ...NEW_ROW, ...row },
    post: NO_POST,
    effects: [],
    isChild: false,
    isCounted: false,
    isFlagged: false,
    hasWaited: false,
    isThere: true,
    hasKey: false,
    isInLine: false,
    hasTurn: false,
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

const NEW_EFFECT: Effect = { ledger: "nothing", calls: 0, applied: 0 };
const SMALL = { maxRetries: 0, maxContinuations: 0 };
const SIBLINGS = world(
  [
    job({ ...SMALL, status: "waiting", run: 1, attempts: 1 }, { hasWaited: true }),
    job(SMALL, { isChild: true }),
    job(SMALL, { isChild: true }),
  ],
  { total: 2 },
);

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
    budgets: { rescues: 1, lostInARow: 2, revivals: 2 },
    onFailure: "continue",
    hasDeadlines: true,
    hasPauses: false,
  },
  siblings: {
    name: "two children, of which one's failure cancels the rest",
    first: SIBLINGS,
    budgets: { rescues: 0, lostInARow: 2, revivals: 1 },
    onFailure: "cancel_rest",
    hasDeadlines: false,
    hasPauses: false,
  },
  losses: {
    name: "two children whose messages are sent anew",
    first: SIBLINGS,
    budgets: { rescues: 1, lostInARow: 2, revivals: 0 },
    onFailure: "cancel_rest",
    hasDeadlines: true,
    hasPauses: false,
  },
  key: {
    name: "two jobs with one key",
    first: world([job(SMALL, { hasKey: true }), job(SMALL, { hasKey: true })]),
    budgets: { rescues: 1, lostInARow: 2, revivals: 1 },
    onFailure: "continue",
    hasDeadlines: false,
    hasPauses: false,
  },
} as const satisfies Record<string, Scene>;
