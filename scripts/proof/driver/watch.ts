import { setTimeout as wait } from "node:timers/promises";
import { withoutValues } from "@/lib/db/without-values";

/** What was seen of every promise that the driver gave. */
export type Watch = {
  /** Hands a promise on and notes how long it takes to settle, and errors that are not a connection's end. */
  settles<T>(promise: Promise<T>): Promise<T>;
  /** Something that must not be, in words. */
  wrong(what: string): void;
  /** What was seen so far; `slowestMs` since the last call. */
  seen(): { queries: number; uncaught: number; wrongs: string[]; slowestMs: number };
  /** Waits until all have settled, at most so long. @returns how many have not. */
  unsettled(withinMs: number): Promise<number>;
  stop(): void;
};

/** How Postgres, the system and the two drivers say that a connection or a time limit has ended a query. */
const ENDED =
  /^(57P0[123]|57014|08\d{3}|25P0[23]|40P01|40001|53300|E[A-Z]+|CONNECTION_\w+|CONNECT_TIMEOUT|QUERY_TIMEOUT|POOL_TIMEOUT)$|connection (terminated|error|timeout)|terminated unexpectedly|timeout exceeded|read timeout|not queryable|rows? that holds the key went away/i;

/** Begins to look also for what is thrown outside of any promise; ends with `stop`. */
export function startWatch(): Watch {
  const open = new Set<Promise<unknown>>();
  const wrongs: string[] = [];
  let [queries, uncaught, slowestMs] = [0, 0, 0];
  const onUncaught = (error: unknown) => {
    uncaught += 1;
    wrongs.push(`uncaught: ${String(error)}`);
  };
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUncaught);

  async function noted<T>(promise: Promise<T>): Promise<T> {
    const began = performance.now();
    queries += 1;
    open.add(promise);
    try {
      return await promise;
    } catch (error) {
      if (!isEnd(error)) wrongs.push(`unexpected: ${String(withoutValues(error))}`);
      throw error;
    } finally {
      open.delete(promise);
      slowestMs = Math.max(slowestMs, performance.now() - began);
    }
  }

  return {
    settles: noted,
    wrong: (what) => void wrongs.push(what),
    seen() {
      const seen = { queries, uncaught, wrongs, slowestMs: Math.round(slowestMs) };
      slowestMs = 0;
      return seen;
    },
    async unsettled(withinMs) {
      const until = Date.now() + withinMs;
      while (open.size > 0 && Date.now() < until) await wait(20);
      return open.size;
    },
    stop() {
      process.off("uncaughtException", onUncaught);
      process.off("unhandledRejection", onUncaught);
    },
  };
}

function isEnd(caught: unknown): boolean {
  const error = withoutValues(caught);
  if (!(error instanceof Error)) return false;
  return ENDED.test("code" in error ? String(error.code) : "") || ENDED.test(error.message);
}
