import { database, useDatabase } from "@/lib/db/client";
import { testDatabase } from "./test-database";

/** Thrown to end the transaction; nobody sees it. */
class RollBack extends Error {}

/**
 * Runs a test in a transaction that is rolled back in the end: nothing of it stays, and tests of other files see
 * nothing of it. All that uses `database()` is inside, also the engine; a connection of your own is not. One at a time
 * in a process, and as in any transaction a statement that fails spoils the rest unless it is in one of its own.
 */
export async function rolledBack<T>(test: () => Promise<T>): Promise<T> {
  await testDatabase("rolledBack");
  const outside = database();
  const kept: { value?: T } = {};
  try {
    await outside.transaction(async (tx) => {
      useDatabase(tx);
      kept.value = await test();
      throw new RollBack();
    });
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
  } finally {
    useDatabase(outside);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- set, or the test has thrown
  return kept.value as T;
}
