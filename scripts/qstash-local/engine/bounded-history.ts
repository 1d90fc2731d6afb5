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
  let bytes = 0;
  for (const item of items.values()) bytes += bytesOf(item);

  function remove(key: string): boolean {
    const item = items.get(key);
    if (item !== undefined) bytes -= bytesOf(item);
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
      bytes += bytesOf(item);
      trim();
    },
    get: (key) => items.get(key),
    delete: remove,
    values: () => items.values(),
  };
}
