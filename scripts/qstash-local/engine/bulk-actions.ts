import { setImmediate as nextTurn } from "node:timers/promises";
import { HttpError } from "../http/http-error";
import { limits } from "../limits";
import type { Account } from "./account";
import { createBoundedHistory } from "./bounded-history";
import { type Criteria, testOf } from "./criteria";
import type { Engine } from "./engine";
import type { Message } from "./message";
import { createRisingIds, isLater } from "./rising-ids";

/** The cancel of everything that fits, and how far it is. Source: protocol §2.5. */
export type BulkAction = {
  readonly id: string;
  readonly criteria: Criteria;
  /** How many messages fitted when it began. */
  readonly total: number;
  readonly createdAt: number;
  /** How many of them have been looked at; one that ended by itself in the meantime counts. */
  processed: number;
  /** Absent while it runs. */
  completedAt?: number;
};

/** What runs in the background for one account: a hundred thousand cancels must not keep others waiting. */
export type BulkActions = {
  /**
   * Cancels what fits now, or joins the same cancel that is still running. `done` resolves when nothing is left to do.
   * @throws {HttpError} 412 when too many are running.
   */
  cancel(criteria: Criteria): RunningAction;
  get(id: string): BulkAction | undefined;
  /** Newest first, beginning behind the action of this id. */
  entries(before?: string): BulkAction[];
  /** Breaks off; a restart goes on. */
  close(): void;
};

type RunningAction = { action: BulkAction; done: Promise<void> };

/** Messages cancelled in one turn of the event loop: a few milliseconds. */
const SLICE = 500;

/** Goes on with what a restart broke off. */
export function createBulkActions(account: Account, engine: Engine): BulkActions {
  const { clock, messages } = account;
  const table = account.tables.bulkActions;
  const history = createBoundedHistory(table, limits.bulkActions, bytesOf);
  const nextId = createRisingIds([...table.keys()].at(-1));
  const running = new Map<string, RunningAction>();
  let closed = false;

  function kept() {
    const oldest = clock.now() - limits.bulkActions.ageMs;
    history.forgetWhile((action) => action.createdAt < oldest);
    return history;
  }

  /** Later messages are not meant. */
  function fitting(criteria: Criteria, createdAtMax: number): Message[] {
    const fits = testOf(criteria);
    const found: Message[] = [];
    for (const message of messages.allOpen()) {
      const time = message.createdAt;
      if (time <= createdAtMax && fits({ message, time })) found.push(message);
    }
    return found;
  }

  function start(criteria: Criteria): RunningAction {
    if (running.size >= limits.bulkActions.running)
      throw new HttpError(412, `too many bulk actions: ${running.size} are running; wait for one to finish`);
    const createdAt = clock.now();
    const targets = fitting(criteria, createdAt);
    const action = { id: nextId(createdAt), criteria, total: targets.length, createdAt, processed: 0 };
    kept().add(action.id, action);
    return run(action, targets);
  }

  function run(action: BulkAction, targets: readonly Message[]): RunningAction {
    const key = keyOf(action.criteria);
    const run = { action, done: cancelAll(action, targets).finally(() => running.delete(key)) };
    running.set(key, run);
    return run;
  }

  async function cancelAll(action: BulkAction, targets: readonly Message[]): Promise<void> {
    for (let from = 0; from < targets.length; from += SLICE) {
      if (from > 0) await pause(account);
      if (closed) return;
      const slice = targets.slice(from, from + SLICE);
      for (const { id } of slice) cancelOpen(id);
      action.processed += slice.length;
      save(action);
    }
    action.processed = action.total;
    action.completedAt = clock.now();
    save(action);
  }

  function cancelOpen(id: string): void {
    const message = messages.open(id);
    if (message) engine.cancel(message);
  }

  /** One that was forgotten while it ran stays forgotten. */
  function save(action: BulkAction): void {
    if (history.get(action.id)) table.set(action.id, action);
  }

  for (const action of table.values()) {
    if (action.completedAt === undefined) run(action, fitting(action.criteria, action.createdAt));
  }

  return {
    cancel: (criteria) => running.get(keyOf(criteria)) ?? start(criteria),
    get: (id) => kept().get(id),
    entries: (before) =>
      [...kept().values()].filter(({ id }) => before === undefined || isLater(before, id)).toReversed(),
    close() {
      closed = true;
    },
  };
}

/** Lets others go first, and the storage keep up: what piles up would be written in one long step. */
async function pause({ tables }: Account): Promise<void> {
  await nextTurn();
  // A storage that fails is reported by the request that waits for it.
  await tables.flushed().catch(() => {});
}

/** The same for criteria that mean the same, in whatever order they came. */
function keyOf(criteria: Criteria): string {
  return JSON.stringify(
    criteria.map(({ name, values }) => JSON.stringify([name, ...values.toSorted()])).toSorted(),
  );
}

function bytesOf(action: BulkAction): number {
  return JSON.stringify(action.criteria).length;
}
