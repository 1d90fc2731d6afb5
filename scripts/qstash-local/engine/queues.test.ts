import { expect, it } from "vitest";
import { createMemoryStorage } from "../storage/memory-storage";
import { createControlledClock } from "../time/controlled-clock";
import { createMessage, type Message } from "./message";
import type { Queue } from "./queue-line";
import { createQueues } from "./queues";

function setup() {
  const clock = createControlledClock({ frozenAt: 1000 });
  const table = createMemoryStorage().open<Queue>("queues");
  const going: Message[] = [];
  const queues = createQueues(table, clock, (message) => going.push(message));
  const enter = (count: number) =>
    Array.from({ length: count }, () => {
      const message = messageIn("q");
      expect(queues.admit(message)).toBe(false);
      return message;
    });
  return { clock, table, queues, going, enter };
}

function messageIn(queueName: string | undefined, origin: { callbackOf?: string; heldQueue?: string } = {}) {
  const spec = { url: "", method: "", header: new Map(), body: Buffer.alloc(0), retries: 0 };
  const full = { ...spec, labels: [], callerIp: "", queueName };
  return createMessage(full, { createdAt: 1000, notBefore: 1000 }, origin);
}

it("a message without a queue may always go on", () => {
  const { queues } = setup();
  expect([queues.admit(messageIn(undefined)), queues.list()]).toEqual([true, []]);
});

it("the first message makes the queue, with one place, and takes it", () => {
  const { queues, going, enter } = setup();
  const all = enter(3);
  expect(going).toEqual(all.slice(0, 1));
  expect(queues.get("q")).toEqual({
    name: "q",
    parallelism: 1,
    isPaused: false,
    createdAt: 1000,
    updatedAt: 1000,
    lag: 3,
  });
});

it("who has a place comes back to it; the next one goes on only after it has ended", () => {
  const { queues, going, enter } = setup();
  const [first, second] = enter(2);
  if (!first) throw new Error("no message");
  expect(queues.admit(first)).toBe(true);
  expect(going).toEqual([first]);
  queues.leave(first);
  expect([going, queues.get("q")?.lag]).toEqual([[first, second], 1]);
});

it("a place is kept until every callback has ended, also when the message ended long before", () => {
  const { queues, going, enter } = setup();
  const [first, second] = enter(2);
  if (!first) throw new Error("no message");
  const callbacks = [1, 2].map(() => messageIn(undefined, { callbackOf: first.id, heldQueue: "q" }));
  for (const callback of callbacks) queues.keepPlace(callback);
  queues.leave(first);
  expect([going.length, queues.get("q")?.lag]).toEqual([1, 1]);
  for (const callback of callbacks) {
    expect(going).toEqual([first]);
    queues.leave(callback);
  }
  expect(going).toEqual([first, second]);
});

it("more places let more go on at once, fewer wait until enough have ended", () => {
  const { queues, going, enter } = setup();
  const all = enter(5);
  queues.put("q", { parallelism: 3 });
  expect(going).toEqual(all.slice(0, 3));
  queues.put("q", { parallelism: 1 });
  for (const message of going.slice(0, 2)) queues.leave(message);
  expect(going).toHaveLength(3);
  if (all[2]) queues.leave(all[2]);
  expect(going).toEqual(all.slice(0, 4));
});

it("a paused queue lets nobody go on and holds back who is about to start", () => {
  const { queues, going, enter } = setup();
  const [first, second] = enter(2);
  if (!first) throw new Error("no message");
  expect(queues.holdBack(first)).toBe(false);
  queues.put("q", { isPaused: true });
  expect([queues.holdBack(first), first.waitingFor]).toEqual([true, "queue"]);
  queues.put("q", { isPaused: false });
  expect(going).toEqual([first, first]);
  queues.put("q", { isPaused: true });
  queues.leave(first);
  expect(going).toHaveLength(2);
  queues.put("q", { isPaused: false });
  expect(going).toEqual([first, first, second]);
});

it("who gives up is passed over, waiting or held back", () => {
  const { queues, going, enter } = setup();
  const [first, second, third] = enter(3);
  if (!first || !second) throw new Error("no message");
  queues.put("q", { isPaused: true });
  queues.holdBack(first);
  for (const message of [first, second]) {
    queues.withdraw(message);
    queues.leave(message);
  }
  queues.put("q", { isPaused: false });
  expect([going, queues.get("q")?.lag]).toEqual([[first, third], 1]);
});

it("settings that are not given stay as they are, and each change is dated", () => {
  const { queues, clock } = setup();
  queues.put("q", { parallelism: 4, isPaused: true });
  clock.moveTo(2000);
  queues.put("q", { parallelism: 5 });
  expect(queues.get("q")).toMatchObject({ parallelism: 5, isPaused: true, createdAt: 1000, updatedAt: 2000 });
  queues.put("q", { isPaused: false });
  expect(queues.get("q")).toMatchObject({ parallelism: 5, isPaused: false });
});

it("a deleted queue is gone, its late messages change nothing about a new one of that name", () => {
  const { queues, table, enter } = setup();
  const [old] = enter(1);
  queues.delete("q");
  expect([queues.get("q"), table.size]).toEqual([undefined, 0]);
  enter(1);
  if (old) queues.leave(old);
  expect(queues.get("q")?.lag).toBe(1);
});

it("after a restart who had started has its place, and the others wait in their order", () => {
  const { queues, table, clock, enter } = setup();
  const [first, second, third] = enter(3);
  if (!first || !second || !third) throw new Error("no message");
  queues.put("q", { parallelism: 2 });
  first.state = "RETRY";
  const callback = messageIn(undefined, { callbackOf: "msg_ended", heldQueue: "q" });
  const going: Message[] = [];
  const again = createQueues(table, clock, (message) => going.push(message));
  const unfinished = [first, second, third, callback];
  for (const message of unfinished) again.keepPlace(message);
  expect(unfinished.map((message) => again.admit(message))).toEqual([true, false, false, true]);
  expect([going, again.get("q")?.lag]).toEqual([[], 3]);
  again.leave(callback);
  expect(going).toEqual([second]);
  again.leave(first);
  expect(going).toEqual([second, third]);
});
