"use client";

import { clockTime, useZone } from "@/app/admin/jobs/_parts/clock";
import { type Facts, sayJob } from "@/lib/jobs/reading/say-job";
import { useServerNow } from "./use-server-now";

/** How the job stands, in plain words; counts down while it is open. */
export function Sentence({ facts }: { facts: Facts }) {
  const { readAt, completedAt } = facts.job;
  const now = useServerNow(completedAt === null, readAt);
  const zone = useZone();
  const said = sayJob(facts, now, (time) => clockTime(time, readAt, zone));
  return (
    <div className="grid gap-1">
      <p className="text-lg font-medium wrap-anywhere tabular-nums">{said.now}</p>
      {said.next !== null && <p className="text-sm text-muted-foreground tabular-nums">{said.next}</p>}
    </div>
  );
}
