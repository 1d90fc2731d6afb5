import { database } from "@/lib/db/client";
import { claimUnregistered, register } from "@/lib/jobs/schedules/register";
import type { Tally } from "./tally";

/** Schedules of which one pass tells QStash: each is a call or three. */
const SCHEDULES_MAX = 50;

/** Tells QStash of schedules that it does not know as they are, until it turns out to be away. */
export async function registerSchedules(): Promise<Partial<Tally>> {
  let schedulesRegistered = 0;
  for (const id of await claimUnregistered(database(), SCHEDULES_MAX)) {
    const registered = await register(id);
    if (registered === "away") break;
    if (registered === "known") schedulesRegistered += 1;
  }
  return { schedulesRegistered };
}
