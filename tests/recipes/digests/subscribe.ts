import type { Actor } from "@/lib/jobs/actor";
import { schedule } from "@/lib/jobs/schedules/schedule";
import { unschedule } from "@/lib/jobs/schedules/unschedule";
import { sendDigest } from "./jobs";

/** Mondays at eight by their own clock. Chosen again, with another zone say, it is changed. */
export function subscribe(
  to: string,
  timezone: string,
  { userId, organizationId }: Pick<Actor, "userId"> & { organizationId: number },
) {
  const actor = { userId, organizationId };
  return schedule(sendDigest, { to }, { name: "digest", actor, cron: "0 8 * * MON", timezone });
}

export function unsubscribe(organizationId: number, userId: number) {
  return unschedule({ name: "digest", organizationId }, { userId });
}
