import { setTimeout as wait } from "node:timers/promises";

const REPEAT_AFTER_MS = 250;
const PATIENCE_MS = 120_000;

/** Asks again until there is an answer, for two minutes: only for what may be asked twice. */
export async function untilDone<Answer>(once: () => Promise<Answer>): Promise<Answer> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await once();
    } catch (error) {
      if (performance.now() > until) throw error;
      await wait(REPEAT_AFTER_MS);
    }
  }
}
