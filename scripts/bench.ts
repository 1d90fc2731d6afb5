import { defineCommand, runMain } from "citty";
import { type Bench, type Figure, type Judged, judge, type Size } from "./bench/bench";
import { claimSettle } from "./bench/claim-settle";
import { costStatements } from "./bench/cost-statements";
import { enqueueInRequest } from "./bench/enqueue-in-request";
import { startStage } from "./bench/stage";
import { workerNoop } from "./bench/worker-noop";
import { setVariables } from "./local/environment";
import { createReport, type Report } from "./local/report";
import { createShutdown } from "./local/shutdown";

// docs/benchmark.md says what the figures mean.

const BENCHES: Record<string, Bench> = {
  "enqueue.in_request": enqueueInRequest,
  "engine.claim_settle": claimSettle,
  "worker.noop": workerNoop,
  "cost.statements": costStatements,
};

const FULL: Size = { rounds: 7, calls: 500 };
const QUICK: Size = { rounds: 3, calls: 100 };

const command = defineCommand({
  meta: {
    name: "bench",
    description: "Measures what the engine costs beside the plainest thing that could be done instead.",
  },
  args: {
    json: { type: "boolean", description: "Nothing on stdout but one line of JSON" },
    only: { type: "string", description: `One of ${Object.keys(BENCHES).join(", ")}` },
    quick: { type: "boolean", description: "Fewer rounds: less to wait for, less to rely on" },
  },
  run: ({ args }) => bench(chosen(args.only), args.quick ? QUICK : FULL, args.json === true),
});

await runMain(command);

function chosen(only: string | undefined): [string, Bench][] {
  const found = Object.entries(BENCHES).filter(([name]) => only === undefined || name === only);
  if (found.length > 0) return found;
  throw new Error(`--only must be one of ${Object.keys(BENCHES).join(", ")}, got "${only}".`);
}

async function bench(benches: [string, Bench][], size: Size, json: boolean): Promise<void> {
  const report = createReport(json ? process.stderr : process.stdout);
  const shutdown = createShutdown(report);
  try {
    const stage = await startStage({ report, shutdown, given: setVariables() });
    const results: Record<string, object> = {};
    for (const [name, { about, goal, run }] of benches) {
      const figure = await run(stage, size);
      const judged = judge(figure, goal);
      results[name] = { ...figure, goal: judged.goal, goalMet: judged.goalMet };
      tell(report, `${name}: ${about}`, judged, figure);
    }
    if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
    await shutdown.now(0);
  } catch (error) {
    await shutdown.fail(error);
  }
}

function tell(report: Report, title: string, { found, goal, goalMet }: Judged, figure: Figure): void {
  report.line(`\n${title}`);
  report.line(`  ${found}, goal ${goal}: ${goalMet ? "met" : "MISSED"}`);
  report.line(`  ${JSON.stringify(figure)}`);
}
