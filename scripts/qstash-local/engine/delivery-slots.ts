/** Lets a bounded number of deliveries run at once; the others wait their turn. */
export type DeliverySlots = {
  /** Runs `deliver`, which must not reject, as soon as a slot is free. */
  enter(deliver: () => Promise<void>): void;
  /** Forgets who waits and resolves when the running ones have ended. */
  close(): Promise<void>;
};

type Task = () => Promise<void>;

export function createDeliverySlots(size: number): DeliverySlots {
  const running = new Set<Promise<void>>();
  const queue = createFifo<Task>();

  function fill(): void {
    while (running.size < size) {
      const task = queue.shift();
      if (!task) return;
      const run = task().finally(() => {
        running.delete(run);
        fill();
      });
      running.add(run);
    }
  }

  return {
    enter(task) {
      queue.push(task);
      fill();
    },
    async close() {
      queue.clear();
      await Promise.all(running);
    },
  };
}

/** An array that forgets its head in blocks: `shift` of a plain one with 100,000 items moves them all. */
function createFifo<Item>() {
  let items: Item[] = [];
  let head = 0;
  return {
    push: (item: Item) => void items.push(item),
    shift(): Item | undefined {
      const item = items[head];
      if (item === undefined) return undefined;
      head += 1;
      if (head > 1000 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    clear() {
      items = [];
      head = 0;
    },
  };
}
