import { AsyncLocalStorage } from "node:async_hooks";
import { database } from "@/lib/db/client";
import type { Database, Transaction } from "@/lib/db/database";
import { type EnqueueInTransaction, withJobs } from "@/lib/jobs/with-jobs";

/** The transaction that better-auth's writes of this request share, and how to enqueue within it. */
type SignUpTransaction = {
  tx: Transaction;
  enqueue: EnqueueInTransaction;
  /** The person whose user row this transaction makes; their id is known only after the insert. */
  newcomer?: { name: string; email: string };
};

const current = new AsyncLocalStorage<SignUpTransaction>();

/**
 * The database as better-auth gets it: its transactions are `withJobs`, so that a job enqueued by a hook
 * commits with the user row, or not at all. better-auth's own after-hooks would come too late: it runs them
 * once the transaction has committed, and a crash between the two would lose the job.
 */
export function databaseWithJobs(): Database {
  return Object.create(database(), { transaction: { value: transactionWithJobs } });
}

function transactionWithJobs<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return withJobs((tx, enqueue) => current.run({ tx, enqueue }, () => work(tx)));
}

/** The transaction that a hook runs in; undefined where better-auth opened none, as for a sign-in. */
export function signUpTransaction(): SignUpTransaction | undefined {
  return current.getStore();
}
