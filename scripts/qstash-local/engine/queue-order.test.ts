import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type HeldDestination, startHeldDestination } from "./held-destination";
import { createQueueBesideModel, type QueueBesideModel } from "./queue-beside-model";

let destination: HeldDestination;
beforeAll(async () => {
  destination = await startHeldDestination();
});
afterAll(() => destination.close());

type Step = { run: (queue: QueueBesideModel) => void | Promise<void> };

const STEPS: [weight: number, fc.Arbitrary<Step>][] = [
  [
    5,
    fc
      .record({ retries: fc.nat(2), callback: fc.boolean(), failureCallback: fc.boolean() })
      .map((options) => step(`enqueue ${JSON.stringify(options)}`, (queue) => queue.enqueue(options))),
  ],
  [
    10,
    fc
      .tuple(fc.nat(9), fc.boolean())
      .map(([pick, isSuccess]) =>
        step(`answer ${pick} ${isSuccess}`, (queue) => queue.answer(pick, isSuccess)),
      ),
  ],
  [3, fc.constant(step("sleep", (queue) => queue.sleep()))],
  [2, fc.nat(9).map((pick) => step(`cancel ${pick}`, (queue) => queue.cancel(pick)))],
  [2, fc.boolean().map((isPaused) => step(`paused ${isPaused}`, (queue) => queue.change({ isPaused })))],
  [
    2,
    fc
      .integer({ min: 1, max: 3 })
      .map((parallelism) => step(`parallelism ${parallelism}`, (queue) => queue.change({ parallelism }))),
  ],
  [1, fc.constant(step("restart", (queue) => queue.restart()))],
];

/** Prints as what it does, so that a failure can be read. */
function step(name: string, run: Step["run"]): Step {
  return Object.assign({ run }, { [fc.toStringMethod]: () => name });
}

const anyStep = fc.oneof(...STEPS.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 60, size: "max" });

it("FIFO order holds under random failures, retries, callbacks, cancels, pauses, parallelism and restarts", async () => {
  let attempts = 0;
  const property = fc.asyncProperty(anySteps, async (steps) => {
    const queue = createQueueBesideModel(destination);
    try {
      for (const { run } of steps) {
        await run(queue);
        queue.compare();
      }
    } finally {
      await queue.stop();
    }
    const { started, accepted } = queue.orders();
    expect(started).toEqual(accepted);
    attempts += queue.model.jobs.reduce((sum, job) => sum + job.attempts, 0);
  });
  await fc.assert(property, { numRuns: 60 });
  // Fewer would mean that the steps have missed their mark.
  expect(attempts).toBeGreaterThan(100);
});
