/** A priority queue: the item that sorts first comes out first. `push` and `pop` cost O(log n). */
export type Heap<Item> = {
  push(item: Item): void;
  peek(): Item | undefined;
  pop(): Item | undefined;
  size(): number;
};

/** Makes an empty heap. `isBefore` must be a strict order; break ties in it (by sequence, say) to make the heap stable. */
export function createHeap<Item>(isBefore: (a: Item, b: Item) => boolean): Heap<Item> {
  const items: Item[] = [];

  return {
    push(item) {
      items.push(item);
      siftUp(items, isBefore);
    },
    peek: () => items[0],
    pop() {
      const first = items[0];
      const last = items.pop();
      if (items.length > 0 && last !== undefined) siftDown(items, last, isBefore);
      return first;
    },
    size: () => items.length,
  };
}

type Order<Item> = (a: Item, b: Item) => boolean;

function siftUp<Item>(items: Item[], isBefore: Order<Item>): void {
  let child = items.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!swapIfBefore(items, child, parent, isBefore)) return;
    child = parent;
  }
}

function siftDown<Item>(items: Item[], root: Item, isBefore: Order<Item>): void {
  items[0] = root;
  let parent = 0;
  for (;;) {
    const child = firstChild(items, parent, isBefore);
    if (!swapIfBefore(items, child, parent, isBefore)) return;
    parent = child;
  }
}

function firstChild<Item>(items: Item[], parent: number, isBefore: Order<Item>): number {
  const left = parent * 2 + 1;
  const [a, b] = [items[left], items[left + 1]];
  return a !== undefined && b !== undefined && isBefore(b, a) ? left + 1 : left;
}

function swapIfBefore<Item>(items: Item[], child: number, parent: number, isBefore: Order<Item>): boolean {
  const [lower, upper] = [items[child], items[parent]];
  if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false;
  items[child] = upper;
  items[parent] = lower;
  return true;
}
