import { startBenchApp } from "./app";
import type { Bench } from "./bench";
import { noop } from "./jobs/noop";
import { median, rounded } from "./median";
import { assertCompleted, deliveryOf, plant } from "./plant";
import { createPoster } from "./posts";
import { clearTables, type Stage } from "./stage";

const AT_ONCE = 10;

/** What is left of a route's throughput when it is a worker: signature, claim, settlement. */
export const workerNoop: Bench = {
  about: "signed no-op jobs/s through next start ÷ POSTs/s of a bare route of the same process",
  goal: { atLeast: 0.55 },
  async run(stage, { rounds, calls }) {
    await startBenchApp(stage);
    const poster = createPoster(AT_ONCE);
    const jobs: number[] = [];
    const bare: number[] = [];
    try {
      for (let round = 0; round <= rounds; round += 1) {
        const [bareRate, jobRate] = await roundOf(stage, calls, poster);
        // The first one only warms up.
        if (round > 0) bare.push(bareRate);
        if (round > 0) jobs.push(jobRate);
      }
    } finally {
      poster.close();
    }
    return {
      ratio: rounded(median(jobs.map((rate, round) => rate / (bare[round] ?? Number.NaN)))),
      jobsPerSecond: rounded(median(jobs)),
      barePerSecond: rounded(median(bare)),
      rounds,
      calls,
    };
  },
};

async function roundOf(
  stage: Stage,
  calls: number,
  poster: ReturnType<typeof createPoster>,
): Promise<[number, number]> {
  const deliveries = (await plant(calls)).map((jobId) => deliveryOf(stage, noop, jobId));
  const bare = await poster.rate(deliveries.map((post) => ({ ...post, url: `${stage.baseUrl}/api/bare` })));
  const jobs = await poster.rate(deliveries);
  await assertCompleted();
  await clearTables();
  return [bare, jobs];
}
