import { defineCommand } from "citty";
import { fairJob, unfairJob } from "./jobs";
import { type Delays, delaysOf } from "./prove";
import { setStage } from "./stage";

/** `pnpm proof fairness`: what one organization's burst costs another one. */
export default defineCommand({
  meta: {
    name: "fairness",
    description: "One organization enqueues thousands of jobs; how long does another one's single job wait?",
  },
  args: {
    jobs: { type: "string", default: "5000", description: "jobs of the burst" },
    seconds: { type: "string", default: "5", description: "longest wait of a single job that is fair" },
    json: { type: "boolean", default: false, description: "nothing but the JSON line" },
  },
  async run({ args }) {
    const note = args.json ? () => undefined : (line: string) => console.log(line);
    const stage = await setStage();
    try {
      const fair = await delaysOf(stage.db, fairJob, Number(args.jobs));
      note(line("limit per organization", fair));
      // A tenth is enough to show the difference.
      const shared = await delaysOf(stage.db, unfairJob, Math.ceil(Number(args.jobs) / 10));
      note(line("one limit for all", shared));
      const ok = fair.longestMs <= Number(args.seconds) * 1000 && fair.openAfterSingles > 0;
      console.log(JSON.stringify({ ok, fair, shared }));
      if (!ok) process.exitCode = 1;
    } finally {
      await stage.stop();
    }
  },
});

function line(name: string, { burst, longestMs, singles, openAfterSingles, burstSeconds }: Delays): string {
  const middle = singles.toSorted((a, b) => a - b)[Math.floor(singles.length / 2)] ?? 0;
  return (
    `${name}: beside ${burst} jobs a single one waited ${middle} ms, at most ${longestMs} ms; ` +
    `${openAfterSingles} of the burst were open after them; all had ended after ${burstSeconds} s`
  );
}
