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
import { SCHEMAS, writeAll } from "./write-all";

/** `pnpm jobs:new` */
export const verb = defineVerb({
  name: "new",
  takes: "<name>",
  about: `writes a job that runs: its definition, its handler, its route, a test, and the line in lib/registry.ts.

The name is the job's type, such as refund-payment. Its slice is a folder of lib: a new one of its own name,
or --slice, where the job is added to those that are there. All of it is written, or nothing.`,
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
    "allow-dirty": { type: "boolean", says: "also change files that have changes which are not committed" },
  },
  exits: "0 written; 1 failed; 4 refused: the name is taken, or a file has changes",
  needs: "nothing",
  async run({ values, positionals: [name, ...others] }) {
    const { slice, schedule, json = false } = values;
    if (name === undefined || others.length > 0)
      throw usageError("it takes one name", "that of the job, such as refund-payment", "new");
    const names = namesOf(name, slice ?? name);
    const changes = await formatted(await planJob(names, schedule));
    const files = [...changes, { path: SCHEMAS, isNew: false, what: "what stored payloads look like" }];
    if (values["allow-dirty"] !== true) await assertClean(changes);
    if (values["dry-run"] !== true) await writeAll(changes);
    const isWritten = values["dry-run"] !== true;
    if (json)
      sayJson({
        ok: true,
        written: isWritten,
        type: name,
        files: files.map(({ path, isNew }) => ({ path, isNew })),
      });
    else
      say(
        isWatched ? files.map(line).join("") : tsv(files.map(({ path, isNew }) => [isNew ? "+" : "~", path])),
      );
    if (isWritten)
      tell(
        next(names, schedule) +
          (changes.some(({ path, isNew }) => isNew && path === names.jobs) ? rules(names) : ""),
      );
    return EXIT.ok;
  },
});

function line({ path, isNew, what }: Omit<Change, "text">): string {
  const mark = isNew ? colours.green("+") : colours.yellow("~");
  return `${mark} ${path.padEnd(48)}  ${colours.dim(what)}\n`;
}

function next({ type, test }: Names, schedule: string | undefined): string {
  const lines = [
    `npx vitest run ${test}`,
    `pnpm jobs:enqueue ${type} --data '{"count":3}' --wait`,
    ...(schedule === undefined ? [] : ["pnpm jobs:setup"]),
  ];
  return `\nIt runs. What comes next (docs/defining-a-job.md):\n${lines.map((each) => `  ${each}\n`).join("")}`;
}

/** Lists of rules are for people to change. */
function rules({ slice }: Names): string {
  return `Add "lib/${slice}/**" to the slices in .oxlintrc.json: then it is checked what they import of each other.\n`;
}
