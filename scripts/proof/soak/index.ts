import { defineCommand } from "citty";
import { soak } from "./soak";

const FINDINGS_SHOWN = 50;

/** `pnpm proof soak`: docs/soak.md. */
export default defineCommand({
  meta: {
    name: "soak",
    description: "Runs jobs while everything around them is killed, and counts what was lost or done twice.",
  },
  args: {
    jobs: { type: "string", default: "500", description: "How many jobs, at least" },
    seed: { type: "string", default: "1", description: "Decides jobs and faults" },
    minutes: { type: "string", default: "2", description: "How long jobs come in and faults go on" },
    every: { type: "string", default: "4", description: "Seconds between two kills, on average" },
    "lose-callbacks": {
      type: "boolean",
      default: true,
      description: "Loses failure callbacks too; such jobs wait five minutes (--no-lose-callbacks)",
    },
    json: { type: "boolean", description: "Nothing on stdout but the verdict, one line of JSON" },
  },
  async run({ args }) {
    const { verdict, findings, folder } = await soak({
      jobs: numberOf("jobs", args.jobs),
      seed: numberOf("seed", args.seed),
      minutes: numberOf("minutes", args.minutes),
      everySeconds: numberOf("every", args.every),
      losesCallbacks: args["lose-callbacks"],
      say: (line) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
    });
    for (const { kind, jobId, text } of findings.slice(0, FINDINGS_SHOWN))
      process.stderr.write(`${kind}: ${jobId ?? ""} ${text}\n`);
    if (!verdict.ok) process.stderr.write(`${findings.length} findings; all, and the logs: ${folder}\n`);
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
    process.exitCode = verdict.ok ? 0 : 1;
  },
});

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new Error(`--${name} must be a number above 0, got "${text}".`);
}
