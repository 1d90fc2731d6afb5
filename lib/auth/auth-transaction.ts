import { AsyncLocalStorage } from "node:async_hooks";
import { database } from "@/lib/db/client";
import type { Database, Transaction } from "@/lib/db/database";
import { type EnqueueInTransaction, withJobs } from "@/lib/jobs/with-jobs";

/** The transaction that better-auth's writes of this request share, and how to enqueue within it. */
type AuthTransaction = {
  tx: Transaction;
  enqueue: EnqueueInTransaction;
  /** The person whose user row this transaction makes; their id is known only after the insert. */
  newcomer?: { name: string; email: string };
  /** What went wrong in a callback whose errors better-auth only logs; nothing may be committed. */
  failure?: unknown;
};

const current = new AsyncLocalStorage<AuthTransaction>();

/**
 * The database as better-auth gets it. Within `inAuthTransaction` its reads and writes go through that transaction, and
 * transactions of its own are `withJobs`, so that a job enqueued by a hook commits with the rows, or not at all.
 * better-auth's own after-hooks would come too late: it runs them once its transaction has committed, and a crash
 * between the two would lose the job.
 */
export function databaseWithJobs(): Database {
  return new Proxy(database(), {
    get(target, name) {
      const scope = current.getStore();
      if (scope === undefined && name === "transaction") return inAuthTransaction;
      const source = scope?.tx ?? target;
      const value: unknown = Reflect.get(source, name);
      return typeof value === "function" ? value.bind(source) : value;
    },
  });
}

/**
 * Runs a request to better-auth so that all it writes, and the mails its callbacks enqueue, commit at once or not at
 * all.
 *
 * @throws what `work` throws, and what a callback threw that better-auth kept to itself; everything was rolled back.
 */
export function inAuthTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return withJobs((tx, enqueue) => {
    const scope: AuthTransaction = { tx, enqueue };
    return current.run(scope, async () => {
      const answer = await work(tx);
      if (scope.failure !== undefined) throw scope.failure;
      return answer;
    });
  });
}

/** The transaction that a hook runs in; undefined where none was opened, as for a sign-in. */
export function authTransaction(): AuthTransaction | undefined {
  return current.getStore();
}

/**
 * Runs a callback whose errors better-auth would only log, in the request's transaction.
 *
 * @throws Error outside of one: what the callback enqueues could be lost, or be there for a change that is not.
 */
export async function withinAuthTransaction(
  work: (scope: AuthTransaction) => Promise<unknown>,
): Promise<void> {
  const scope = authTransaction();
  if (scope === undefined)
    throw new Error("This must be asked for through handleAuth, which has a transaction.");
  try {
    await work(scope);
  } catch (error) {
    scope.failure = error;
    throw error;
  }
}
