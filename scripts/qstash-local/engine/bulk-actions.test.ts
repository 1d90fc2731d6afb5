import { expect, it } from "vitest";
import { limits } from "../limits";
import { createMemoryStorage } from "../storage/memory-storage";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import { openTables } from "./tables";
import { createTenant, type Tenant } from "./tenant";

const credentials = { token: "t", currentSigningKey: "a", nextSigningKey: "b" };
const spec = {
  url: "http://a.test/",
  method: "POST",
  header: new Map(),
  body: Buffer.alloc(0),
  retries: 0,
  labels: [],
  callerIp: "127.0.0.1",
};

function setup(waiting: number) {
  const clock = createControlledClock({ frozenAt: 1000 });
  const tables = openTables(createMemoryStorage(), "account-1");
  const options = { announce: () => {}, publishScheduled: () => [] };
  const start = () => createTenant(credentials, { clock, agenda: createAgenda(clock) }, tables, options);
  const tenant = start();
  for (let i = 0; i < waiting; i++) tenant.engine.accept(spec, { delayMs: 60_000 });
  return { clock, tables, start, tenant };
}

const openCount = ({ account }: Tenant) => [...account.messages.allOpen()].length;

it("other work has its turn during a large cancel", async () => {
  const { tenant } = setup(5000);
  const { action, done } = tenant.bulkActions.cancel([]);
  expect([action.total, openCount(tenant)]).toEqual([5000, 4500]);
  tenant.engine.accept(spec, { delayMs: 60_000 });
  await done;
  expect([action.processed, openCount(tenant)]).toEqual([5000, 1]);
});

it("a restart goes on with a cancel, and leaves later messages alone", async () => {
  const { clock, start, tenant } = setup(2000);
  const { action } = tenant.bulkActions.cancel([]);
  tenant.bulkActions.close();
  clock.moveTo(2000);
  tenant.engine.accept(spec, { delayMs: 60_000 });
  const restarted = start();
  const { done } = restarted.bulkActions.cancel([]);
  await done;
  expect(restarted.bulkActions.get(action.id)).toMatchObject({ processed: 2000, completedAt: 2000 });
  expect(openCount(restarted)).toBe(1);
});

it("the same cancel is joined while it runs, in whatever order it is written", async () => {
  const { tenant } = setup(2000);
  const [label, url] = [
    { name: "label", values: ["b", "a"] },
    { name: "url", values: [spec.url] },
  ] as const;
  const { action, done } = tenant.bulkActions.cancel([url]);
  const both = tenant.bulkActions.cancel([url, label]).action;
  expect(both).not.toBe(action);
  expect(tenant.bulkActions.cancel([{ name: "label", values: ["a", "b"] }, url]).action).toBe(both);
  expect(tenant.bulkActions.cancel([url]).action).toBe(action);
  await done;
  expect(tenant.bulkActions.cancel([url]).action).toMatchObject({ total: 0 });
});

it("an action is remembered for seven days", async () => {
  const { clock, tenant } = setup(0);
  const { action, done } = tenant.bulkActions.cancel([]);
  await done;
  clock.moveTo(1000 + limits.bulkActions.ageMs);
  expect(tenant.bulkActions.entries()).toEqual([action]);
  clock.moveTo(1001 + limits.bulkActions.ageMs);
  expect(tenant.bulkActions.entries()).toEqual([]);
});

it("more actions than may run are refused with 412", () => {
  const { tenant } = setup(600);
  for (let i = 0; i < limits.bulkActions.running; i++) {
    tenant.bulkActions.cancel([{ name: "toDate", values: [String(1000 + i)] }]);
  }
  expect(() => tenant.bulkActions.cancel([])).toThrow(expect.objectContaining({ status: 412 }));
});
