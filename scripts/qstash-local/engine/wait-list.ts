/** Who waits for a turn, first come, first served; who gives up may leave from any place. Every step costs the same, however long it is. */
export type WaitList<Item> = {
  /** Puts an item at the end; one that waits already keeps its place. */
  add(item: Item): void;
  /** Takes the first one out. */
  take(): Item | undefined;
  /** Takes this one out; `false` when it does not wait. */
  remove(item: Item): boolean;
  clear(): void;
  readonly size: number;
};

export function createWaitList<Item>(): WaitList<Item> {
  const items = new Set<Item>();
  // One iterator for many takes: a fresh one would step over the remains of everything taken before, each time.
  let cursor = items.values();

  function next(): IteratorResult<Item, unknown> {
    const found = cursor.next();
    if (!found.done) return found;
    // An iterator that has come to the end once stays there.
    cursor = items.values();
    return cursor.next();
  }

  return {
    add: (item) => void items.add(item),
    take() {
      const { done, value } = next();
      if (done) return undefined;
      items.delete(value);
      return value;
    },
    remove: (item) => items.delete(item),
    clear: () => items.clear(),
    get size() {
      return items.size;
    },
  };
}
