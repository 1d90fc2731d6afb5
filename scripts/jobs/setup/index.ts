import { env } from "@/lib/env/env";
import { apply } from "@/lib/jobs/schedules/apply";
import { countSteps, describePlan } from "@/lib/jobs/schedules/describe";
import { listSchedules } from "@/lib/jobs/schedules/list";
import { isUpToDate, type Plan } from "@/lib/jobs/schedules/plan";
import { planSchedules } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { colours } from "@/scripts/jobs/kit/colours";
import { EXIT, type ExitCode } from "@/scripts/jobs/kit/exit-code";
import { inDatabase } from "@/scripts/jobs/kit/in-database";
import { say, sayJson } from "@/scripts/jobs/kit/output";
import { defineVerb } from "@/scripts/jobs/kit/verb";
import { describeList } from "./describe-list";
import { type Ownership, ownDatabase } from "./own-database";

export type Options = {
  check: boolean;
  list: boolean;
  /** With `--check`, `--dry-run` and `--list`: nothing is changed. */
  isReadOnly: boolean;
  json: boolean;
  adopt: boolean;
  /** The sentence that confirms an adoption, where nobody is asked. */
  confirm: string | undefined;
};

/** `pnpm jobs:setup` */
export const verb = defineVerb({
  name: "setup",
  takes: "",
  about: `makes the database and QStash have the schedules that lib/schedules.ts declares.

Prints what it is about to create, change or delete, then does it. Doing it twice changes nothing.
Only schedules whose id begins with JOBS_ENVIRONMENT and a hyphen, and that call BASE_URL, are this
app's: it touches no other, and it never resumes a paused one. Those that organizations made at run time
stay; what QStash lacks of them it gets. It needs the app's own variables, from the environment or .env
files, JOBS_ENVIRONMENT among them where QStash is not on this machine.

First it notes in the database which environment it belongs to. In one of another environment, such as a
copy of production in staging, it changes nothing and is refused: nothing of such a database is published.`,
  options: {
    check: { type: "boolean", says: "change nothing; exit 1 when something differs from what is declared" },
    "dry-run": { type: "boolean", says: "change nothing; say what would be done" },
    list: {
      type: "boolean",
      says: "change nothing; list the schedules: when they run next, what they came to last",
    },
    adopt: {
      type: "boolean",
      says: "make a database of another environment, or of before JOBS_EPOCH was raised, this one's; asks for a sentence that confirms it",
    },
    confirm: {
      type: "string",
      value: "TEXT",
      says: 'that sentence, where nobody can be asked: "adopt production-1 as staging-1"',
    },
  },
  exits: "0 done, or nothing to do; 1 failed, or --check found a difference; 4 refused",
  needs: "environment",
  async run({ values: { check = false, list: isList = false, json = false, adopt = false, ...others } }) {
    const isReadOnly = check || isList || others["dry-run"] === true;
    const options = { check, list: isList, isReadOnly, json, adopt, confirm: others.confirm };
    const database = await ownDatabase(options);
    return inDatabase(() => (isList ? list(options) : bringUpToDate(options, database)));
  },
});

async function bringUpToDate(given: Options, database: Ownership): Promise<ExitCode> {
  const { check, json, isReadOnly } = given;
  // Here, where a schedule that cannot be meant is told in three lines.
  const { schedules } = await import("@/lib/schedules");
  const plan = await planSchedules({ schedules, registry });
  if (!json) announce(database, plan);
  if (!isReadOnly) await apply(plan);
  const ok = !check || isUpToDate(plan);
  if (json) {
    const steps = plan.map(withoutSecrets);
    sayJson({ ok, ...where(), database, applied: !isReadOnly, steps });
  } else conclude(plan, isReadOnly);
  return ok ? EXIT.ok : EXIT.failed;
}

async function list({ json }: Options): Promise<ExitCode> {
  const listed = await listSchedules();
  if (json) sayJson({ ok: true, ...where(), schedules: listed });
  else say(listed.length === 0 ? "no schedules that start jobs\n" : `${describeList(listed).join("\n")}\n`);
  return EXIT.ok;
}

function announce({ owner, became }: Ownership, plan: Plan): void {
  const { environment, qstash } = where();
  if (became !== "kept") say(`The database belongs to "${owner}" now.\n`);
  say(`Schedules of environment "${environment}" at ${qstash}\n\n`);
  say(`${describePlan(plan).map(coloured).join("\n")}\n\n`);
}

function conclude(plan: Plan, isReadOnly: boolean): void {
  if (isUpToDate(plan)) say("nothing to do\n");
  else if (isReadOnly) say(`differs: ${countSteps(plan)}; pnpm jobs:setup does it\n`);
  else say("done\n");
}

function where(): { environment: string; qstash: string } {
  const { JOBS_ENVIRONMENT, QSTASH_URL } = env();
  return { environment: JOBS_ENVIRONMENT, qstash: QSTASH_URL };
}

/** A step for other programs: the values of headers are left out. */
function withoutSecrets(step: Plan[number]): object {
  const { verb, id } = step;
  return {
    verb,
    id,
    ...("differences" in step ? { differences: step.differences } : {}),
    ...("isPaused" in step ? { isPaused: step.isPaused } : {}),
  };
}

function coloured(line: string): string {
  if (line.startsWith("+")) return colours.green(line);
  if (line.startsWith("~")) return colours.yellow(line);
  return line.startsWith("-") ? colours.red(line) : line;
}
