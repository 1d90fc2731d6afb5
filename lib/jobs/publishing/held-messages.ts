const shared = globalThis as typeof globalThis & { jobsMessagesHeld?: boolean };

/** Whether this process's messages stay on their rows: tests run jobs without QStash. */
export function areMessagesHeld(): boolean {
  return shared.jobsMessagesHeld === true;
}

/**
 * Lets no message of this process leave any more. The rows are written as ever; whoever runs them is the test.
 *
 * @throws {Error} where `NODE_ENV` is not `test`.
 */
export function holdMessages(): void {
  if (process.env.NODE_ENV !== "test")
    throw new Error(
      `Messages are held back in tests only: expected NODE_ENV to be "test", it is "${process.env.NODE_ENV}".`,
    );
  shared.jobsMessagesHeld = true;
}

/** Lets messages leave again. What was held back is published by reconcile, or with the next publish. */
export function releaseMessages(): void {
  shared.jobsMessagesHeld = false;
}
