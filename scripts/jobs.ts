import { nearest } from "@/lib/jobs/nearest";
import { EXIT, type ExitCode } from "./jobs/kit/exit-code";
import { say, tell } from "./jobs/kit/output";
import { runVerb } from "./jobs/kit/run-verb";
import type { Verb } from "./jobs/kit/verb";

/** Each is loaded when it is asked for: `--help` of one needs no job of the app. */
const VERBS: Record<string, { says: string; load: () => Promise<{ verb: Verb }> }> = {
  new: { says: "write a job that runs", load: () => import("./jobs/new") },
  list: { says: "jobs, newest first, by status, type, time, owner", load: () => import("./jobs/list") },
  inspect: { says: "all about one job", load: () => import("./jobs/inspect") },
  enqueue: { says: "start a job", load: () => import("./jobs/enqueue") },
  retry: { says: "give jobs that ended badly a second chance", load: () => import("./jobs/retry") },
  cancel: { says: "end jobs, or ask them to stop", load: () => import("./jobs/cancel") },
  tail: { says: "what happens to jobs, as it happens", load: () => import("./jobs/tail") },
  stats: { says: "counts and durations of each type", load: () => import("./jobs/stats") },
  doctor: { says: "what is wrong, and how to mend it", load: () => import("./jobs/doctor") },
  staff: { says: "who operates the product, and who is to", load: () => import("./jobs/staff") },
  setup: { says: "register the declared schedules with QStash", load: () => import("./jobs/setup") },
  reconcile: { says: "one pass over jobs that nothing moves", load: () => import("./jobs/reconcile") },
  schemas: {
    says: "compare the schemas of all jobs with what is committed",
    load: () => import("./jobs/schemas"),
  },
};

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: string[]): Promise<ExitCode> {
  if (name === undefined || name === "--help" || name === "help") {
    say(overview());
    return EXIT.ok;
  }
  const found = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (found === undefined) return unknownVerb(name);
  return runVerb((await found.load()).verb, args);
}

function overview(): string {
  const width = Math.max(...Object.keys(VERBS).map((name) => name.length));
  const lines = Object.entries(VERBS).map(([name, { says }]) => `  jobs:${name.padEnd(width)}  ${says}`);
  return `pnpm jobs <verb>, or pnpm jobs:<verb>: jobs from the command line (docs/command-line.md).

${lines.join("\n")}

pnpm jobs:<verb> --help explains each.
`;
}

function unknownVerb(name: string): ExitCode {
  const best = nearest(name, Object.keys(VERBS));
  const hint = best === undefined ? "" : `; the nearest is jobs:${best}`;
  tell(`jobs: unknown verb ${name}\n  why: there is no jobs:${name}${hint}\n  try: pnpm jobs --help\n`);
  return EXIT.usage;
}
