import { createHash } from "node:crypto";
import { type Random, seededRandom } from "@/scripts/qstash-local/faults/seeded-random";
import { KINDS } from "./kinds";
import type { Order } from "./order";

/**
 * Every order of a soak, decided by the seed, spread evenly over the time: at least `jobs` executions. Orders that
 * cannot be repeated come on top, since the app may be down when they come.
 */
export function planOrders({ jobs, seed, ms }: { jobs: number; seed: number; ms: number }): Order[] {
  const random = seededRandom(seed);
  const orders: Omit<Order, "atMs">[] = [];
  for (let rows = 0, number = 1; rows < jobs; number += 1) {
    const order = draw(random, number);
    orders.push(order);
    if (order.isRepeatable) rows += order.rows[0];
  }
  return orders.map((order, index) => ({ ...order, atMs: Math.floor((index / orders.length) * ms) }));
}

/** A short name of anything planned: equal plans have equal ones. */
export function digestOf(plan: unknown): string {
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 12);
}

/** The first orders are one of each kind, so that a short soak has them all. */
function draw(random: Random, number: number): Omit<Order, "atMs"> {
  const id = `order-${String(number).padStart(6, "0")}`;
  const kind = KINDS[number - 1] ?? weighted(random);
  const made = kind.make(id, (least, most) => least + Math.floor(random() * (most - least + 1)));
  return { isRepeatable: true, isTwice: false, cancelAfterMs: null, ...made, id, kind: kind.name };
}

function weighted(random: Random): (typeof KINDS)[number] {
  let left = random() * KINDS.reduce((sum, { weight }) => sum + weight, 0);
  for (const kind of KINDS) {
    left -= kind.weight;
    if (left < 0) return kind;
  }
  throw new Error("The weights of the kinds do not add up.");
}
