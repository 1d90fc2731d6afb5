import type { Table } from "../storage/storage";

/** Remembers the newest things by key and forgets the oldest when there are too many or they are too big. */
export type BoundedHistory<Item> = {
  add(key: string, item: Item): void;
  get(key: string): Item | undefined;
  delete(key: string): boolean;
  /** Forgets from the oldest on, up to the first that is not over. */
  forgetWhile(isOver: (item: Item) => boolean): void;
  oldest(): Item | undefined;
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
  const oldest = createOldest(items);

  function measure(key: string): void {
    const item = items.get(key);
    const size = item === undefined ? 0 : bytesOf(item);
    sizes.set(key, size);
    bytes += size;
  }

  function remove(key: string): boolean {
    bytes -= sizes.get(key) ?? 0;
    sizes.delete(key);
    oldest.forget(key);
    return items.delete(key);
  }

  function forgetWhile(isOver: (item: Item) => boolean): void {
    for (let key = oldest.key(); key !== undefined; key = oldest.key()) {
      const item = items.get(key);
      if (item === undefined || !isOver(item)) return;
      remove(key);
    }
  }

  const isTooMuch = () => items.size > 1 && (items.size > bounds.count || bytes > bounds.bytes);

  return {
    add(key, item) {
      if (sizes.has(key)) remove(key);
      items.set(key, item);
      measure(key);
      forgetWhile(isTooMuch);
    },
    get: (key) => items.get(key),
    delete: remove,
    forgetWhile,
    oldest: () => items.get(oldest.key() ?? ""),
    values: () => items.values(),
  };
}

/**
 * Knows the oldest key. A map from whose front thousands of keys were deleted walks over all their places each time
 * it is asked anew; one walk that goes on where it was does not.
 */
function createOldest(items: Table<unknown>) {
  let walk = items.keys();
  let found: string | undefined;

  function next(): string | undefined {
    const step = walk.next();
    if (!step.done) return step.value;
    // A walk that has come to the end sees nothing that is added later.
    walk = items.keys();
    return walk.next().value;
  }

  return {
    key: () => (found ??= next()),
    /** To be told of every key that is about to be deleted. */
    forget(key: string) {
      if (key === found) found = undefined;
    },
  };
}
