import { setImmediate as nextTurn } from "node:timers/promises";

/** A key to write with what `encode` returns at that time, or to delete. */
export type Change = { key: string; encode: (() => unknown) | undefined };

/** Collects changes and writes them in batches, one after another. */
export type Writer = {
  write(change: Change): void;
  /**
   * Resolves when everything written so far is stored. @throws what the batch failed with; nothing is written after a
   * failure, so every later call throws it too.
   */
  flushed(): Promise<void>;
};

type Batch = { changes: Map<string, Change>; stored: Promise<void> };

/**
 * Writes once per turn of the event loop, or after the batch under way: many changes of one key cost one write, and
 * what changed together is stored together.
 */
export function createWriter(writeBatch: (changes: Change[]) => Promise<void>): Writer {
  let last = Promise.resolve();
  let open: Batch | undefined;

  function openBatch(): Batch {
    const changes = new Map<string, Change>();
    const stored = last.then(nextTurn).then(() => {
      open = undefined;
      return writeBatch([...changes.values()]);
    });
    // Whoever needs to know asks flushed(); without this a failure would end the process.
    stored.catch(() => {});
    last = stored;
    return { changes, stored };
  }

  return {
    write(change) {
      open ??= openBatch();
      open.changes.set(change.key, change);
    },
    flushed: () => last,
  };
}
