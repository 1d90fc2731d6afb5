import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { claim } from "@/lib/jobs/transitions/claim";
import { complete } from "@/lib/jobs/transitions/complete";
import type { Bench } from "./bench";
import { createGraphile } from "./graphile";
import { noop } from "./jobs/noop";
import { median, rounded } from "./median";
import { assertCompleted, plant } from "./plant";
import { clearTables } from "./stage";

const AT_ONCE = 10;

/** What the engine's two statements bear, compared with a worker that polls its table and needs no HTTP. */
export const claimSettle: Bench = {
  about: "claim and settle pairs/s, ten at once, without HTTP ÷ graphile-worker's jobs/s, one at a time",
  goal: { atLeast: 1 },
  async run(stage, { rounds, calls }) {
    const graphile = await createGraphile(stage);
    const measured: Rates[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const rates = {
        tenAtOnce: await pairsPerSecond(calls, AT_ONCE),
        graphileOne: await graphile.jobsPerSecond(calls, 1),
        oneAtATime: await pairsPerSecond(calls, 1),
        graphileTen: await graphile.jobsPerSecond(calls, AT_ONCE),
      };
      // The first one only warms up.
      if (round > 0) measured.push(rates);
    }
    const middle = (of: (rates: Rates) => number) => rounded(median(measured.map(of)));
    return {
      ratio: middle(({ tenAtOnce, graphileOne }) => tenAtOnce / graphileOne),
      pairsPerSecond: middle(({ tenAtOnce }) => tenAtOnce),
      graphilePerSecond: middle(({ graphileOne }) => graphileOne),
      ratioOneAtATime: middle(({ oneAtATime, graphileOne }) => oneAtATime / graphileOne),
      ratioTenAtOnce: middle(({ tenAtOnce, graphileTen }) => tenAtOnce / graphileTen),
      rounds,
      calls,
    };
  },
};

type Rates = Record<"tenAtOnce" | "oneAtATime" | "graphileOne" | "graphileTen", number>;

async function pairsPerSecond(count: number, atOnce: number): Promise<number> {
  const waiting = (await plant(count)).values();
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, () => lane(waiting)));
  const rate = (count * 1000) / (performance.now() - start);
  await assertCompleted();
  await clearTables();
  return rate;
}

async function lane(waiting: Iterable<string>): Promise<void> {
  for (const jobId of waiting) await pair(jobId);
}

async function pair(jobId: string): Promise<void> {
  const claimed = await claim(database(), { jobId, type: noop.type, leg: 1, claimId: randomUUID() });
  if (!claimed.claimed) throw new Error(`${jobId} could not be claimed.`);
  const run = claimed.held;
  const settlement = { run, progress: null, error: null, messageId: null, appVersion: null };
  await complete(database(), settlement, { json: '{"ok":true}', note: null });
}
