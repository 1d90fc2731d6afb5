import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { startBenchApp } from "./app";
import type { Bench } from "./bench";
import { median, rounded } from "./median";
import { clearTables, type Stage } from "./stage";

const times = z.object({ insert: z.array(z.number()), enqueue: z.array(z.number()) });

const PUBLISH_MS_MAX = 60_000;

/** A process that serves has compiled what it runs: that takes a thousand calls, not a hundred. */
const WARM_UP_ROUNDS = 10;

/** What a request waits for when it enqueues, beside what it would wait for anyway; publishing comes after it. */
export const enqueueInRequest: Bench = {
  about: "median of enqueue inside a request ÷ median of a bare INSERT of the same row",
  goal: { atMost: 1.3 },
  async run(stage, { rounds, calls }) {
    await startBenchApp(stage);
    const measured: { insert: number; enqueue: number }[] = [];
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      const { insert, enqueue } = await ask(stage, Math.min(calls, 100));
      if (round >= 0) measured.push({ insert: median(insert), enqueue: median(enqueue) });
      await untilPublished();
      await clearTables();
    }
    return {
      ratio: rounded(median(measured.map(({ insert, enqueue }) => enqueue / insert))),
      enqueueMs: rounded(median(measured.map(({ enqueue }) => enqueue))),
      insertMs: rounded(median(measured.map(({ insert }) => insert))),
      rounds,
      calls: Math.min(calls, 100),
    };
  },
};

async function ask({ baseUrl }: Stage, count: number) {
  const response = await fetch(`${baseUrl}/api/times`, { method: "POST", body: String(count) });
  if (!response.ok) throw new Error(`/api/times answered ${response.status}.`);
  return times.parse(await response.json());
}

/** What goes on after a response must not disturb the next one. */
async function untilPublished(): Promise<void> {
  const until = performance.now() + PUBLISH_MS_MAX;
  for (;;) {
    const [row] = await query(
      database(),
      z.object({ left: z.number() }),
      sql`select count(*)::int as left from job_executions where published_at is null`,
    );
    if (row?.left === 0) return;
    if (performance.now() > until) throw new Error(`${row?.left} jobs were not published.`);
    await wait(50);
  }
}
