import { describe, expect, it } from "vitest";
import { planDeeds } from "@/scripts/proof/soak/nemesis/schedule";
import { KINDS } from "./kinds";
import { digestOf, planOrders } from "./plan";

const ORDERS = { jobs: 200, ms: 30_000 };
const DEEDS = { ms: 60_000, everyMs: 2000 };

function digest(seed: number): string {
  return digestOf([planOrders({ ...ORDERS, seed }), planDeeds({ ...DEEDS, seed })]);
}

describe("what the seed decides", () => {
  it("is the same in each run, and another one for another seed", () => {
    expect(digest(7)).toBe(digest(7));
    expect(digest(8)).not.toBe(digest(7));
  });

  it("has every kind of order, also in a short soak, and at least as many jobs as asked for", () => {
    const orders = planOrders({ ...ORDERS, seed: 7 });
    expect(new Set(orders.map(({ kind }) => kind)).size).toBe(KINDS.length);
    expect(orders.reduce((sum, { rows }) => sum + rows[0], 0)).toBeGreaterThanOrEqual(ORDERS.jobs);
  });

  it("has every kind of deed, and one rotation of the keys", () => {
    const names = planDeeds({ ...DEEDS, seed: 7 }).map(({ name }) => name);
    expect(new Set(names).size).toBe(8);
    expect(names.filter((name) => name === "rotate-keys")).toHaveLength(1);
  });
});
