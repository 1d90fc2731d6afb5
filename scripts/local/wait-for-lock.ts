import { setTimeout as wait } from "node:timers/promises";
import { holdLock, type Lock, LockHeldError } from "./lock";

/** Takes a lock when whoever holds it has let go. @throws {LockHeldError} when that takes too long */
export async function waitForLock(resource: string, what: string, msMax: number): Promise<Lock> {
  const until = performance.now() + msMax;
  for (;;) {
    try {
      return await holdLock(resource, what);
    } catch (error) {
      if (!(error instanceof LockHeldError) || performance.now() > until) throw error;
      await wait(250);
    }
  }
}
