import { letOnIdle } from "@/lib/jobs/publishing/let-on";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Lets on who waits for a key that is free: whoever freed it died before it could. */
export async function letOnWaiting(): Promise<Partial<Tally>> {
  return { letOn: await letOnIdle(PASS_MAX) };
}
