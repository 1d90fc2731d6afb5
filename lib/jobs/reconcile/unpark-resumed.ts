import { database } from "@/lib/db/client";
import { publish } from "@/lib/jobs/publishing/publish";
import { unpark } from "@/lib/jobs/transitions/park";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Sends parked jobs on whose type is not paused any more. */
export async function unparkResumed(): Promise<Partial<Tally>> {
  const legs = await unpark(database(), PASS_MAX);
  return { unparked: legs.length, published: await publish(legs) };
}
