import pc from "picocolors";
import { env } from "@/lib/env/env";
import { apply } from "@/lib/jobs/schedules/apply";
import { countSteps, describePlan } from "@/lib/jobs/schedules/describe";
import { listSchedules } from "@/lib/jobs/schedules/list";
import { isUpToDate, type Plan } from "@/lib/jobs/schedules/plan";
import { planSchedules } from "@/lib/jobs/schedules/set-up";
import { registry } from "@/lib/registry";
import { describeList } from "./jobs-setup/describe-list";
import { explain, type Failure } from "./jobs-setup/explain";
import { inDatabase } from "./jobs-setup/in-database";
import { type Options, readOptions } from "./jobs-setup/options";
import { type Ownership, ownDatabase } from "./jobs-setup/own-database";
import { loadEnvFiles } from "./local/environment";

const HELP = `pnpm jobs:setup: makes the database and QStash have the schedules that lib/schedules.ts declares.

Prints what it is about to create, change or delete, then does it. Doing it twice changes nothing.
Only schedules whose id begins with JOBS_ENVIRONMENT and a hyphen, and that call BASE_URL, are this
app's: it touches no other, and it never resumes a paused one. Those that organizations made at run time
stay; what QStash lacks of them it gets. It needs the app's own variables, from the environment or .env
files, JOBS_ENVIRONMENT among them where QStash is not on this machine.

First it notes in the database which environment it belongs to. In one of another environment, such as a
copy of production in staging, it changes nothing and fails: nothing of such a database is published.

Usage: pnpm jobs:setup [options]

  --check          change nothing; exit 1 when something differs from what is declared
  --dry-run        change nothing; say what would be done
  --list           change nothing; list the schedules: when they run next, what they came to last
  --adopt          make a database of another environment, or of before JOBS_EPOCH was raised, this one's;
                   asks for a sentence that confirms it
  --confirm TEXT   that sentence, where nobody can be asked: "adopt production-1 as staging-1"
  --json           one line of JSON on stdout instead of text
  --help           this text

Exit codes: 0 done, or nothing to do; 1 failed, or --check found a difference; 2 wrong command line.
`;

// The SDK tells the console about each refused call; here the three lines of a failure do.
console.warn = () => undefined;
console.error = () => undefined;

const options = readOptions(HELP);
// A launcher marks its variables as complete, in Next's own way: then no file is to add any.
const { __NEXT_PROCESSED_ENV: isComplete } = process.env;
if (!isComplete) loadEnvFiles();
process.exitCode = await main(options);

async function main(options: Options): Promise<number> {
  try {
    return await setUp(options);
  } catch (error) {
    const failure = explain(error, process.env.QSTASH_URL || "https://qstash.upstash.io");
    if (options.json) say(`${JSON.stringify({ ok: false, ...failure })}\n`);
    report(failure);
    return 1;
  }
}

async function setUp(given: Options): Promise<number> {
  const database = await ownDatabase(given);
  return inDatabase(() => (given.list ? list(given) : bringUpToDate(given, database)));
}

async function bringUpToDate(given: Options, database: Ownership): Promise<number> {
  const { check, json, isReadOnly } = given;
  // Here, where a schedule that cannot be meant is told in three lines.
  const { schedules } = await import("@/lib/schedules");
  const plan = await planSchedules({ schedules, registry });
  if (!json) announce(database, plan);
  if (!isReadOnly) await apply(plan);
  const ok = !check || isUpToDate(plan);
  if (json) {
    const steps = plan.map(withoutSecrets);
    say(`${JSON.stringify({ ok, ...where(), database, applied: !isReadOnly, steps })}\n`);
  } else conclude(plan, isReadOnly);
  return ok ? 0 : 1;
}

async function list({ json }: Options): Promise<number> {
  const listed = await listSchedules();
  if (json) say(`${JSON.stringify({ ok: true, ...where(), schedules: listed })}\n`);
  else say(listed.length === 0 ? "no schedules that start jobs\n" : `${describeList(listed).join("\n")}\n`);
  return 0;
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
  if (line.startsWith("+")) return pc.green(line);
  if (line.startsWith("~")) return pc.yellow(line);
  return line.startsWith("-") ? pc.red(line) : line;
}

function report(failure: Failure): void {
  const heading = `${pc.red("jobs:setup:")} ${failure.what}`;
  process.stderr.write(`${heading}\n  why: ${failure.why}\n  try: ${failure.try}\n`);
}

function say(text: string): void {
  process.stdout.write(text);
}
