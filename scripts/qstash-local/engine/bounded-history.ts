import type { Table } from "../storage/storage";

/** Remembers the newest things by key and forgets the oldest when there are too many or they are too big. */
export type BoundedHistory<Item> = {
  add(key: string, item: Item): void;
  get(key: string): Item | undefined;
  delete(key: string): boolean;
  /** Oldest first. */
  values(): IterableIterator<Item>;
};

/**
 * Keeps its things in `items`.
 *
 * @param bounds at most `count` items and `bytes` in all, as `bytesOf` measures each. The newest item always stays.
 */
export function createBoundedHistory<Item>(
  items: Table<Item>,
  bounds: { count: number; bytes: number },
  bytesOf: (item: Item) => number,
): BoundedHistory<Item> {
  // As measured when it was added: an item may change later, and then give back what it did not take.
  const sizes = new Map<string, number>();
  let bytes = 0;
  for (const key of items.keys()) measure(key);

  function measure(key: string): void {
    const item = items.get(key);
    const size = item === undefined ? 0 : bytesOf(item);
    sizes.set(key, size);
    bytes += size;
  }

  function remove(key: string): boolean {
    bytes -= sizes.get(key) ?? 0;
    sizes.delete(key);
    return items.delete(key);
  }

  function trim(): void {
    for (const key of items.keys()) {
      if (items.size <= 1 || (items.size <= bounds.count && bytes <= bounds.bytes)) return;
      remove(key);
    }
  }

  return {
    add(key, item) {
      remove(key);
      items.set(key, item);
      measure(key);
      trim();
    },
    get: (key) => items.get(key),
    delete: remove,
    values: () => items.values(),
  };
}
