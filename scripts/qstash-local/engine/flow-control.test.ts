import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createMemoryStorage } from "../storage/memory-storage";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import { createDeliverySlots } from "./delivery-slots";
import type { FlowControlOption } from "./delivery-spec";
import { createFlowControl } from "./flow-control";
import type { FlowKey } from "./flow-key";
import { createMessage, type Message } from "./message";

const START = 1_000_000;

/** Flow control at 1000 s on a clock that stands. Deliveries start at once and end when told. */
function setup({ slotCount = 100 } = {}) {
  const clock = createControlledClock({ frozenAt: START });
  const agenda = createAgenda(clock);
  const table = createMemoryStorage().open<FlowKey>("flow-keys");
  const slots = createDeliverySlots(slotCount);
  const started: Message[] = [];
  const ends = new Map<string, () => void>();
  const start = (message: Message) => {
    started.push(message);
    return new Promise<void>((resolve) => ends.set(message.id, resolve));
  };
  const flow = createFlowControl(table, { clock, agenda, slots, start });
  /** Accepted and due. */
  const enter = (option: FlowControlOption) => {
    const message = keyed(option);
    flow.accept(message);
    flow.enter(message);
    return message;
  };
  const end = async (message: Message | undefined) => {
    if (!message) throw new Error("no such delivery");
    flow.leave(message);
    ends.get(message.id)?.();
    await nextTurn();
  };
  return {
    flow,
    clock,
    agenda,
    table,
    slots,
    started,
    enter,
    end,
    pass: (milliseconds: number) => clock.moveTo(clock.now() + milliseconds),
  };
}

function keyed(flowControl: FlowControlOption): Message {
  const spec = { url: "", method: "", header: new Map(), body: Buffer.alloc(0), retries: 0 };
  const full = { ...spec, labels: [], callerIp: "", flowControl };
  return createMessage(full, { createdAt: START, notBefore: START }, {});
}

it("parallelism: so many at once, the next in order when one has ended", async () => {
  const { enter, end, started, flow } = setup();
  const all = [1, 2, 3, 4].map(() => enter({ key: "k", parallelism: 2 }));
  expect(started).toEqual(all.slice(0, 2));
  expect(flow.get("k")).toMatchObject({ running: 2, waiting: 2 });
  await end(all[1]);
  expect(started).toEqual(all.slice(0, 3));
  await end(all[0]);
  expect(started).toEqual(all);
});

it("rate: so many starts in a period, the next in order when it is over", () => {
  const { enter, pass, started } = setup();
  const all = [1, 2, 3, 4, 5].map(() => enter({ key: "k", rate: 2, periodMs: 10_000 }));
  expect(started).toEqual(all.slice(0, 2));
  pass(9_999);
  expect(started).toEqual(all.slice(0, 2));
  pass(1);
  expect(started).toEqual(all.slice(0, 4));
  pass(10_000);
  expect(started).toEqual(all);
});

it("a period without a number is a second, and begins with the first start after the one before", () => {
  const { enter, pass, started, flow } = setup();
  enter({ key: "k", rate: 1 });
  pass(700);
  enter({ key: "k", rate: 1 });
  pass(299);
  expect(started).toHaveLength(1);
  pass(1);
  expect(started).toHaveLength(2);
  expect(flow.get("k")).toMatchObject({ periodStart: START + 1000, rateCount: 1, periodMs: 1000 });
});

it("with both limits both must have room", async () => {
  const { enter, end, pass, started } = setup();
  const all = [1, 2, 3].map(() => enter({ key: "k", parallelism: 1, rate: 2 }));
  await end(all[0]);
  expect(started).toEqual(all.slice(0, 2));
  await end(all[1]);
  expect(started).toEqual(all.slice(0, 2));
  pass(1000);
  expect(started).toEqual(all);
});

it("the numbers of the newest message count, also for those that wait", () => {
  const { enter, started } = setup();
  const first = [1, 2, 3].map(() => enter({ key: "k", parallelism: 1 }));
  expect(started).toHaveLength(1);
  const last = enter({ key: "k", rate: 10 });
  expect(started).toEqual([...first, last]);
});

it("a shorter period ends the wait for a longer one", () => {
  const { enter, pass, started } = setup();
  enter({ key: "k", rate: 1, periodMs: 86_400_000 });
  enter({ key: "k", rate: 1, periodMs: 86_400_000 });
  enter({ key: "k", rate: 2, periodMs: 5_000 });
  expect(started).toHaveLength(2);
  pass(5_000);
  expect(started).toHaveLength(3);
});

it("keys do not hinder each other", () => {
  const { enter, started } = setup();
  enter({ key: "k", parallelism: 1 });
  enter({ key: "k", parallelism: 1 });
  const other = enter({ key: "other", parallelism: 1 });
  expect(started).toContain(other);
});

it("a slot that is taken by one key is not kept from another", async () => {
  const { enter, end, started, slots } = setup({ slotCount: 2 });
  const [first, second] = [enter({ key: "k", parallelism: 1 }), enter({ key: "k", parallelism: 1 })];
  const others = [1, 2].map(() => enter({ key: "other", parallelism: 5 }));
  expect(started).toEqual([first, others[0]]);
  await end(first);
  expect(started).toEqual([first, ...others]);
  expect(slots.usage()).toEqual({ max: 2, count: 2 });
  await end(others[0]);
  expect(started).toEqual([first, ...others, second]);
});

it("a message that gives up is passed over", async () => {
  const { enter, end, started, flow } = setup();
  const all = [1, 2, 3].map(() => enter({ key: "k", parallelism: 1 }));
  if (all[1]) flow.withdraw(all[1]);
  expect(flow.get("k")).toMatchObject({ waiting: 1 });
  await end(all[0]);
  expect(started).toEqual([all[0], all[2]]);
});

it("a paused key starts nothing while its period goes on; then it goes on in order", () => {
  const { enter, pass, started, flow } = setup();
  flow.pause("k");
  const all = [1, 2].map(() => enter({ key: "k", rate: 1 }));
  pass(5_000);
  expect([started, flow.get("k")]).toEqual([[], expect.objectContaining({ waiting: 2, isPaused: true })]);
  flow.unpause("k");
  expect(started).toEqual(all.slice(0, 1));
  pass(1_000);
  expect(started).toEqual(all);
});

it("pinned numbers hold against those of messages, each by itself, until they are unpinned", () => {
  const { enter, flow } = setup();
  const numbers = () => {
    const { parallelism, rate } = flow.get("k") ?? {};
    return [parallelism, rate];
  };
  flow.pin("k", { parallelism: 3 });
  enter({ key: "k", parallelism: 9, rate: 8 });
  expect(numbers()).toEqual([3, 8]);
  flow.pin("k", { rate: 5, periodMs: 60_000 });
  enter({ key: "k", parallelism: 9, rate: 8 });
  expect(numbers()).toEqual([3, 5]);
  flow.unpin("k", { parallelism: true, rate: false });
  expect(numbers()).toEqual([3, 5]);
  enter({ key: "k", parallelism: 9, rate: 8 });
  expect(numbers()).toEqual([9, 5]);
});

it.each(["pin", "resetRate", "reset"] as const)("%s begins a period with nothing used up", (verb) => {
  const { enter, pass, started, flow } = setup();
  for (const _ of [1, 2, 3]) enter({ key: "k", rate: 1, periodMs: 10_000 });
  pass(4_000);
  if (verb === "pin") flow.pin("k", { rate: 1, periodMs: 10_000 });
  else flow[verb]("k");
  expect(started).toHaveLength(2);
  expect(flow.get("k")).toMatchObject({ periodStart: START + 4_000, rateCount: 1 });
  pass(9_999);
  expect(started).toHaveLength(2);
  pass(1);
  expect(started).toHaveLength(3);
});

it("reset forgets who is under way, and their end later changes nothing", async () => {
  const { enter, end, started, flow } = setup();
  const all = [1, 2, 3].map(() => enter({ key: "k", parallelism: 1 }));
  flow.reset("k");
  expect([started, flow.get("k")?.running]).toEqual([all.slice(0, 2), 1]);
  await end(all[0]);
  expect([started, flow.get("k")?.running]).toEqual([all.slice(0, 2), 1]);
});

it("a key is forgotten when its messages have ended and its period is over, not before", async () => {
  const { enter, end, pass, flow, table } = setup();
  const message = enter({ key: "k", parallelism: 1 });
  pass(2_000);
  expect(flow.get("k")).toMatchObject({ running: 1 });
  const second = enter({ key: "k", parallelism: 1 });
  await end(message);
  await end(second);
  expect(flow.get("k")).toBeDefined();
  pass(1_000);
  expect([flow.get("k"), flow.list(), table.size]).toEqual([undefined, [], 0]);
});

it("a key that is pinned or paused is kept, and goes when it no longer is", () => {
  const { flow, pass } = setup();
  flow.pause("paused");
  flow.pin("pinned", { rate: 1 });
  pass(60_000);
  expect(flow.list().map(({ key }) => key)).toEqual(["paused", "pinned"]);
  flow.unpause("paused");
  flow.unpin("pinned", { parallelism: true, rate: true });
  expect(flow.list()).toEqual([]);
});

it("to steer a key that is not known makes none, except by pause and pin", () => {
  const { flow } = setup();
  flow.unpause("k");
  flow.unpin("k", { parallelism: true, rate: true });
  flow.resetRate("k");
  flow.reset("k");
  expect(flow.list()).toEqual([]);
});

it("after a restart a key is what it was, and one that nothing needs goes", () => {
  const { enter, flow, clock, agenda, table, slots, pass } = setup();
  enter({ key: "used", parallelism: 1, rate: 5 });
  const newest = enter({ key: "used", parallelism: 2, rate: 6 });
  flow.pin("pinned", { rate: 1 });
  enter({ key: "gone", parallelism: 1 });
  const again = createFlowControl(table, { clock, agenda, slots, start: () => Promise.resolve() });
  again.resume(newest);
  pass(2_000);
  expect(again.list()).toMatchObject([
    { key: "used", parallelism: 2, rate: 6 },
    { key: "pinned", rate: 1, isPinnedRate: true },
  ]);
});

it("a hundred thousand waiting messages cost one entry in the agenda", () => {
  const { enter, agenda, flow, pass, started } = setup({ slotCount: 1_000_000 });
  for (let count = 0; count < 100_000; count += 1) enter({ key: "k", rate: 10 });
  expect([agenda.size(), flow.get("k")?.waiting]).toEqual([1, 99_990]);
  pass(1_000);
  expect([agenda.size(), started.length]).toEqual([1, 20]);
  flow.pin("k", { rate: 100_000 });
  expect(started).toHaveLength(100_000);
});
