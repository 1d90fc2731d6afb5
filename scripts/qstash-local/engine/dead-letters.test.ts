import { expect, it } from "vitest";
import { limits } from "../limits";
import { createControlledClock } from "../time/controlled-clock";
import { createDeadLetters } from "./dead-letters";
import { createMessage } from "./message";

const spec = {
  url: "http://a.test/",
  method: "POST",
  header: new Map(),
  body: Buffer.alloc(0),
  retries: 0,
  labels: [],
  callerIp: "127.0.0.1",
};
const result = { status: 500, header: new Map(), body: Buffer.alloc(0) };

function setup() {
  const clock = createControlledClock({ frozenAt: 1000 });
  const letters = createDeadLetters(new Map(), clock);
  const add = () => letters.add(createMessage(spec, { createdAt: 0, notBefore: 0 }), result);
  return {
    clock,
    letters,
    add,
    ids: (after?: string) => [...letters.entries(after)].map(({ dlqId }) => dlqId),
  };
}

it("letters come oldest first, behind a letter that may be gone", () => {
  const { letters, add, ids } = setup();
  const [first, second, third] = [add(), add(), add()];
  expect(ids()).toEqual([first, second, third]);
  letters.delete(second);
  expect(ids(second)).toEqual([third]);
});

it("a letter is kept for seven days and not longer", () => {
  const { clock, letters, add, ids } = setup();
  const old = add();
  clock.moveTo(5000);
  const young = add();
  clock.moveTo(1000 + limits.deadLetters.ageMs);
  expect(ids()).toEqual([old, young]);
  clock.moveTo(1001 + limits.deadLetters.ageMs);
  expect(letters.get(old)).toBeUndefined();
  expect(ids()).toEqual([young]);
});
