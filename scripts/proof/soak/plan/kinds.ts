import type { WorkPayload } from "@/scripts/proof/soak/jobs/payload";
import type { Order, SoakJob, SoakRequest } from "./order";

/** A whole number between two, both included. */
type Draw = (least: number, most: number) => number;

type Made = Pick<Order, "requests" | "rows"> &
  Partial<Pick<Order, "isRepeatable" | "isTwice" | "cancelAfterMs">>;

type Kind = { name: string; weight: number; make: (order: string, draw: Draw) => Made };

/** All kinds of orders, with their share. */
export const KINDS: readonly Kind[] = [
  { name: "plain", weight: 30, make: (order) => one(order, work({ order, effects: 1 })) },
  { name: "two effects", weight: 10, make: (order) => one(order, work({ order, effects: 2 })) },
  {
    name: "throws",
    weight: 10,
    make: (order, draw) => one(order, work({ order, effects: draw(1, 3), throws: draw(1, 3) })),
  },
  {
    name: "long",
    weight: 3,
    make: (order, draw) => one(order, work({ order, effects: 1, runsMs: draw(500, 4000) })),
  },
  {
    name: "write",
    weight: 10,
    make: (order, draw) => one(order, { type: "soak-write", payload: { order, throws: draw(0, 2) } }),
  },
  {
    name: "relay",
    weight: 6,
    make: (order, draw) => one(order, { type: "soak-relay", payload: { order, steps: draw(2, 5) } }),
  },
  { name: "family", weight: 5, make: family },
  { name: "cancelled family", weight: 2, make: cancelledFamily },
  { name: "chain", weight: 6, make: chain },
  {
    name: "twice",
    weight: 6,
    make: (order) => ({ ...one(order, work({ order, effects: 1 })), isTwice: true }),
  },
  { name: "debounced", weight: 4, make: debounced },
  {
    name: "delayed",
    weight: 5,
    make: (order, draw) => one(order, work({ order, effects: 1 }), { delay: draw(1, 12) }),
  },
  {
    name: "slow",
    weight: 3,
    make: (order, draw) =>
      one(order, { type: "soak-slow", payload: { order, hangs: draw(1, 2), isDeaf: draw(0, 1) === 1 } }),
  },
  { name: "poison", weight: 2, make: (order) => one(order, work({ order, effects: 1, ends: "failed" })) },
  { name: "cancelled", weight: 5, make: cancelled },
  {
    name: "repaired",
    weight: 3,
    make: (order) => one(order, work({ order, effects: 1, ends: "repaired" })),
  },
  { name: "many", weight: 3, make: many },
  { name: "batch", weight: 3, make: batch },
];

function work(payload: WorkPayload): SoakJob {
  return { type: "soak-work", payload };
}

function one(order: string, job: SoakJob, options: { delay?: number } = {}): Made {
  return { requests: [{ how: "one", job, options: { idempotencyKey: order, ...options } }], rows: [1, 1] };
}

function family(order: string, draw: Draw): Made {
  const isStrict = draw(0, 3) === 0;
  const children = times(draw(2, 8), (index) => ({
    order,
    effects: 1,
    // The first child of a strict family fails, and the rest may be cancelled.
    ends: isStrict && index === 0 ? ("failed" as const) : ("completed" as const),
    mayBeCancelled: isStrict,
  }));
  const payload = { order, children, onFailure: isStrict ? ("cancel_rest" as const) : ("continue" as const) };
  return {
    ...one(order, { type: "soak-family", payload }),
    rows: [children.length + 1, children.length + 1],
  };
}

function cancelledFamily(order: string, draw: Draw): Made {
  const children = times(draw(2, 5), () => ({ order, effects: 1, runsMs: 1000, mayBeCancelled: true }));
  const payload = { order, children, onFailure: "continue" as const, mayBeCancelled: true };
  return {
    ...one(order, { type: "soak-family", payload }),
    cancelAfterMs: draw(0, 3000),
    rows: [1, children.length + 1],
  };
}

function chain(order: string, draw: Draw): Made {
  const ends = draw(0, 3) === 0 ? ("failed" as const) : ("completed" as const);
  const next: WorkPayload = { order, effects: 1 };
  const first = one(order, work({ order, effects: 1, ends }));
  return {
    requests: first.requests.map((request) => ({ ...request, onSuccess: next, onFailure: next })),
    rows: [2, 2],
  };
}

function debounced(order: string): Made {
  const version = (number: number): SoakRequest => ({
    how: "one",
    job: work({ order, effects: 1, version: number }),
    options: { debounceKey: order, delay: 2 },
  });
  // One that has begun gives way no more, and a request whose answer was lost may be made again: up to one each.
  return { requests: [version(1), version(2)], rows: [1, 10] };
}

function cancelled(order: string, draw: Draw): Made {
  const job = work({ order, effects: 1, runsMs: draw(0, 1) * 12_000, mayBeCancelled: true });
  return { ...one(order, job, { delay: draw(0, 1) }), cancelAfterMs: draw(0, 4000) };
}

function many(order: string, draw: Draw): Made {
  const payloads = times(draw(5, 20), () => ({ order, effects: 1 }));
  return {
    requests: [{ how: "many", payloads }],
    rows: [payloads.length, payloads.length],
    isRepeatable: false,
  };
}

function batch(order: string, draw: Draw): Made {
  const payloads = times(draw(3, 10), () => ({ order, effects: 1 }));
  const rows = payloads.length + 1;
  return {
    requests: [{ how: "batch", payloads, onComplete: { order, effects: 1 } }],
    rows: [rows, rows],
    isRepeatable: false,
  };
}

function times<Thing>(count: number, make: (index: number) => Thing): Thing[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
