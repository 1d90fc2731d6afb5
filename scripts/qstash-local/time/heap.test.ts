import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createHeap } from "./heap";

type Item = { due: number; sequence: number };
const isBefore = (a: Item, b: Item) => (a.due === b.due ? a.sequence < b.sequence : a.due < b.due);

it("gives the earliest first and equals in the order they came, however pushes and pops mix", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20))), (steps) => {
      const heap = createHeap<Item>(isBefore);
      let model: Item[] = [];
      for (const [sequence, due] of steps.entries()) {
        if (due !== null) {
          heap.push({ due, sequence });
          model = [...model, { due, sequence }].toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
        } else {
          expect(heap.pop()).toEqual(model.shift());
        }
        expect(heap.peek()).toEqual(model[0]);
        expect(heap.size()).toBe(model.length);
      }
    }),
  );
});

it("is empty after the last item left", () => {
  const heap = createHeap<Item>(isBefore);
  heap.push({ due: 1, sequence: 1 });
  heap.pop();
  expect([heap.pop(), heap.peek(), heap.size()]).toEqual([undefined, undefined, 0]);
});
