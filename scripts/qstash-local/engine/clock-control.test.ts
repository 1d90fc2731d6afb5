import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createAgenda } from "../time/agenda";
import { createControlledClock } from "../time/controlled-clock";
import { createClockControl } from "./clock-control";

/** A control at time 1000 over work that takes some turns of the event loop and notes when it was done. */
function setup() {
  const clock = createControlledClock({ frozenAt: 1000 });
  const agenda = createAgenda(clock);
  const done: [string, number][] = [];
  let [active, unfinished] = [0, 0];

  async function work(name: string, then: () => void): Promise<void> {
    active += 1;
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    done.push([name, clock.now()]);
    then();
    active -= 1;
    unfinished -= 1;
  }

  const workload = {
    nextDueAt: () => agenda.nextDueAt(),
    plannedCount: () => agenda.size(),
    unfinishedCount: () => unfinished,
    activeCount: () => active,
    activeMessageIds: () => Array.from({ length: active }, (_, index) => `msg_${index}`),
  };
  return {
    clock,
    agenda,
    done,
    control: createClockControl({ clock, workload }),
    plan: (name: string, dueAt: number, then = () => {}) => {
      unfinished += 1;
      agenda.at(dueAt, () => void work(name, then));
    },
    /** Something that no time brings on. */
    strand: () => void (unfinished += 1),
    /** Something that never ends, until told. */
    hang: () => void (active += 1),
    unhang: () => void (active -= 1),
  };
}

it("what follows from a step is planned from its very time, and done before the next one", async () => {
  const { clock, control, plan, done } = setup();
  plan("second", 1100);
  plan("first", 1010, () => plan("retry", clock.now() + 12, () => plan("at once", clock.now())));
  expect(await control.advance(200)).toMatchObject({ now: 1200, steps: 3, complete: true });
  expect(done).toEqual([
    ["first", 1010],
    ["retry", 1022],
    ["at once", 1022],
    ["second", 1100],
  ]);
});

it("before it moves on, it finishes what is due already", async () => {
  const { control, plan, done } = setup();
  plan("due", 1000);
  expect(await control.next()).toMatchObject({ now: 1000, steps: 0 });
  plan("due", 1000);
  plan("next", 1500);
  expect(await control.next()).toMatchObject({ now: 1500, steps: 1 });
  expect(done).toEqual([
    ["due", 1000],
    ["due", 1000],
    ["next", 1500],
  ]);
});

it("drain goes through what recurs as often as it must, and stops with the last that does not", async () => {
  const { agenda, clock, control, plan, done } = setup();
  const recur = () => agenda.at(clock.now() + 100, recur, { recurs: true });
  recur();
  plan("a", 1050);
  plan("b", 1350);
  expect(await control.drain()).toMatchObject({ now: 1350, steps: 5, waiting: 0, complete: true });
  expect(done.map(([name]) => name)).toEqual(["a", "b"]);
});

it("drain moves nothing for what no time brings on, and says that it waits", async () => {
  const { agenda, control, strand } = setup();
  agenda.at(5000, () => {}, { recurs: true });
  strand();
  expect(await control.drain()).toMatchObject({ now: 1000, steps: 0, waiting: 1, complete: false });
});

it("work that does not end is told of when the limit is over, and the clock goes no further", async () => {
  const { control, plan, hang, unhang } = setup();
  plan("later", 2000);
  hang();
  const over = { complete: false, steps: 0, active: 1, underWay: ["msg_0"], now: 1000 };
  expect(await control.advance("1h", { timeout: 5 })).toMatchObject(over);
  expect(await control.untilIdle({ timeout: "5ms" })).toMatchObject({ ...over, idle: false });
  unhang();
  expect(await control.advance("1h")).toMatchObject({ complete: true, now: 3_601_000 });
});

it("a clock that goes is held while it is moved, and then goes on", async () => {
  const { clock, control, plan, done } = setup();
  clock.resume();
  const dueAt = clock.now() + 3_600_000;
  plan("later", dueAt);
  expect(await control.advance("2h")).toMatchObject({ frozen: false, steps: 1 });
  expect(done).toEqual([["later", dueAt]]);
});

it("a refused verb changes nothing and does not stop the next one", async () => {
  const { control } = setup();
  const refused = control.advanceTo(999);
  const next = control.advance(1);
  await expect(refused).rejects.toThrow(
    "invalid to: the clock does not go back, it shows 1000, came 999; only reset does, to the wall clock",
  );
  expect(await next).toMatchObject({ now: 1001, frozen: true });
});
