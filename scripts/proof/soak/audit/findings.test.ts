import { describe, expect, it } from "vitest";
import type { Entry } from "@/scripts/proof/soak/client/journal";
import { planOrders } from "@/scripts/proof/soak/plan/plan";
import { effectFindings } from "./effects";
import type { Execution } from "./executions";
import { orderFindings } from "./orders";

const JOB = "0b7a3a3e-0000-7000-8000-000000000001";
const OTHER = "0b7a3a3e-0000-7000-8000-000000000002";

describe("the audit of effects", () => {
  it("finds nothing where one happened under the receipt that the job tells", () => {
    expect(effectFindings([row()], ledger(effect()))).toEqual([]);
  });

  it("finds the effect of a completed job that never happened", () => {
    expect(effectFindings([row({ receipts: null })], ledger())).toEqual([
      { kind: "lost", jobId: JOB, text: 'is completed without "effect-1"' },
    ]);
  });

  it("finds an effect that happened under two keys", () => {
    const twice = ledger(effect(), effect({ key: "another" }));
    expect(effectFindings([row()], twice)).toMatchObject([{ kind: "duplicate", jobId: JOB }]);
  });

  it("finds an effect that must not happen, one of no job, and a receipt of nobody", () => {
    const effects = [effect({ name: "too-late", receipt: "r-9" }), effect(), effect({ jobId: OTHER })];
    const told = row({ receipts: { "effect-1": "r-7" } });
    expect(effectFindings([told], ledger(...effects)).map(({ text }) => text)).toEqual([
      'has "too-late", which it must not',
      'says r-7 of "effect-1", the provider does not',
      '"effect-1" of no job',
    ]);
  });
});

describe("the audit of orders", () => {
  it("finds nothing where the accepted job is a row", () => {
    expect(orderFindings(journal({}), [row()])).toEqual([]);
  });

  it("finds a job that was accepted and is gone", () => {
    expect(orderFindings(journal({}), []).map(({ kind }) => kind)).toEqual(["lost", "lost"]);
  });

  it("finds an order with a key that became two jobs", () => {
    const rows = [row(), row({ jobId: OTHER })];
    const kinds = orderFindings(journal({ jobIds: new Set([JOB, OTHER]) }), rows).map(({ kind }) => kind);
    expect(kinds).toEqual(["duplicate", "duplicate"]);
  });

  it("takes none for all where nobody knows whether an order was accepted, but not a part", () => {
    const [least] = plainOrder().rows;
    const unknown = { jobIds: new Set<string>(), unknown: 1 };
    expect(orderFindings(journal(unknown), [])).toEqual([]);
    const order = { ...plainOrder(), rows: [least + 1, least + 1] satisfies [number, number] };
    expect(orderFindings(journal({ ...unknown, order }), [row()])).toMatchObject([{ kind: "lost" }]);
  });
});

function row(changes: Partial<Execution> = {}): Execution {
  return {
    jobId: JOB,
    type: "soak-work",
    status: "completed",
    run: 1,
    revivals: 0,
    errorCode: null,
    order: plainOrder().id,
    ends: "completed",
    mayBeCancelled: false,
    version: null,
    effects: 1,
    steps: null,
    receipts: { "effect-1": "r-1" },
    parentJobId: null,
    ...changes,
  };
}

function effect(changes: object = {}) {
  return { key: "key", jobId: JOB, name: "effect-1", receipt: "r-1", requests: 1, ...changes };
}

function ledger(...effects: ReturnType<typeof effect>[]) {
  return { effects, struck: {} };
}

function plainOrder() {
  const [order] = planOrders({ jobs: 1, seed: 1, ms: 1 });
  if (order === undefined) throw new Error("A plan of one job has one order.");
  return order;
}

function journal(changes: Partial<Entry>) {
  const order = plainOrder();
  return new Map([[order.id, { order, jobIds: new Set([JOB]), unknown: 0, ...changes }]]);
}
