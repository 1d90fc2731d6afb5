import { database } from "@/lib/db/client";
import { publish } from "@/lib/jobs/publishing/publish";
import { wake } from "@/lib/jobs/transitions/wake";
import { PASS_MAX } from "./pass-max";
import type { Tally } from "./tally";

/** Sends jobs on that wait for a batch that is full. */
export async function wakeWaiting(): Promise<Partial<Tally>> {
  const legs = await wake(database(), PASS_MAX);
  return { woken: legs.length, published: await publish(legs) };
}
