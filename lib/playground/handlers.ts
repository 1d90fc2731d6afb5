import { setTimeout as sleep } from "node:timers/promises";
import { handle } from "@/lib/jobs/handle";
import { flaky } from "./jobs";

const STEPS = 8;
/** The step that does not work. */
const SHAKY_STEP = 5;
const STEP_MS = 400;

/** Eight short steps, of which the fifth fails while it is to fail. */
export const handleFlaky = handle(flaky, async ({ failures }, ctx) => {
  for (let step = 1; step <= STEPS; step += 1) {
    await sleep(STEP_MS, undefined, { signal: ctx.signal });
    if (step === SHAKY_STEP && ctx.attempt <= failures)
      throw new Error(`Step ${SHAKY_STEP} did not work, on purpose`);
    ctx.progress(step, STEPS, "steps");
  }
  ctx.log("Recovered", { tries: ctx.attempt });
  return { tries: ctx.attempt };
});
