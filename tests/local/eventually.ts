import { setTimeout as wait } from "node:timers/promises";

/** Waits for a state of the world; the test's own time limit bounds it. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(25);
}
