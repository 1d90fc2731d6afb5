import { colours } from "@/scripts/jobs/kit/colours";
import { usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import { tsv } from "@/scripts/jobs/kit/table";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { assertClean } from "./assert-clean";
import { formatted } from "./formatted";
import { type Names, namesOf } from "./names";
import { type Change, planJob } from "./plan-job";
import { runTest } from "./run-test";
import { SCHEMAS, writeAll } from "./write-all";

/** `pnpm jobs:new` */
export const verb = defineVerb({
  name: "new",
  takes: "<name>",
  about: `writes a job that runs: its definition, its handler, its route, a test, and the line in lib/registry.ts.

The name is the job's type, such as refund-payment. Its slice is a folder of lib: a new one of its own name,
or --slice, where the job is added to those that are there. All of it is written, or nothing; then its test runs.`,
  options: {
    slice: {
      type: "string",
      value: "FOLDER",
      says: "the folder of lib to which it belongs, such as payments",
    },
    schedule: {
      type: "string",
      value: "CRON",
      says: 'a line in lib/schedules.ts too, such as "0 2 * * *", in UTC',
    },
    "dry-run": { type: "boolean", says: "write nothing; say what would be written" },
    "no-test": { type: "boolean", says: "do not run its test" },
    "allow-dirty": { type: "boolean", says: "also change files that have changes which are not committed" },
  },
  exits: "0 written, and it runs; 1 failed; 4 refused: the name is taken, or a file has changes",
  needs: "nothing",
  async run({ values, positionals: [name, ...others] }) {
    const { slice, schedule, json = false } = values;
    if (name === undefined || others.length > 0)
      throw usageError("it takes one name", "that of the job, such as refund-payment", "new");
    const names = namesOf(name, slice ?? name);
    const changes = await formatted(await planJob(names, schedule));
    const files = [...changes, { path: SCHEMAS, isNew: false, what: "what stored payloads look like" }];
    if (values["allow-dirty"] !== true) await assertClean(changes);
    const isWritten = values["dry-run"] !== true;
    if (isWritten) await writeAll(changes);
    const isTested = isWritten && values["no-test"] !== true;
    if (!json) say(listed(files));
    if (isTested) await runTest(names);
    if (json)
      sayJson({ ok: true, written: isWritten, tested: isTested, type: name, files: files.map(named) });
    if (!isWritten) return EXIT.ok;
    tell(next(names, schedule));
    return EXIT.ok;
  },
});

type Listed = Omit<Change, "text">;

function named({ path, isNew }: Listed) {
  return { path, isNew };
}

function listed(files: readonly Listed[]): string {
  return isWatched
    ? files.map(line).join("")
    : tsv(files.map(({ path, isNew }) => [isNew ? "+" : "~", path]));
}

function line({ path, isNew, what }: Listed): string {
  const mark = isNew ? colours.green("+") : colours.yellow("~");
  return `${mark} ${path.padEnd(48)}  ${colours.dim(what)}\n`;
}

function next({ type }: Names, schedule: string | undefined): string {
  const lines = [
    `pnpm jobs:enqueue ${type} --data '{"count":3}' --wait`,
    ...(schedule === undefined ? [] : ["pnpm jobs:setup"]),
  ];
  return `\nWhat comes next (docs/defining-a-job.md):\n${lines.map((each) => `  ${each}\n`).join("")}`;
}
