import { createWaitList } from "./wait-list";

/** Lets a bounded number of deliveries run at once; the others wait their turn. */
export type DeliverySlots = {
  /**
   * Calls `start` as soon as a slot is free, possibly at once. It must not throw nor reject. When it has nothing to
   * deliver any more it returns nothing, and the slot goes to the next one.
   */
  enter(start: () => Promise<void> | undefined): void;
  /** How many there are, and how many are taken. */
  usage(): { max: number; count: number };
  /** How many run or wait. */
  size(): number;
  /** Forgets who waits, now and later, and resolves when the running ones have ended. */
  close(): Promise<void>;
};

type Start = Parameters<DeliverySlots["enter"]>[0];

export function createDeliverySlots(max: number): DeliverySlots {
  const running = new Set<Promise<void>>();
  const waiting = createWaitList<Start>();
  let isFilling = false;
  let closed = false;

  function fill(): void {
    // A start may enter another one: the loop below takes that too, instead of a call within a call within a call.
    if (isFilling) return;
    isFilling = true;
    while (running.size < max) {
      const start = waiting.take();
      if (!start) break;
      keep(start());
    }
    isFilling = false;
  }

  function keep(delivery: Promise<void> | undefined): void {
    if (!delivery) return;
    const run = delivery.finally(() => {
      running.delete(run);
      fill();
    });
    running.add(run);
  }

  return {
    enter(start) {
      if (closed) return;
      waiting.add(start);
      fill();
    },
    usage: () => ({ max, count: running.size }),
    size: () => running.size + waiting.size,
    async close() {
      closed = true;
      waiting.clear();
      await Promise.all(running);
    },
  };
}
