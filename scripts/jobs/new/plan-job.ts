import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { cronIssue, tidied } from "@/lib/jobs/schedules/cron-issue";
import { registry } from "@/lib/registry";
import { CommandError, usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inLintRules, inRegistry, inSchedules, withImport } from "./edits";
import type { Names } from "./names";
import { definitionText, handlerText, routeText, scheduleText, testText } from "./templates";

const LINT_RULES = ".oxlintrc.json";

/** A file as it will be; paths are relative to the folder in which the command runs. */
export type Change = { path: string; text: string; isNew: boolean; what: string };

/**
 * What is to be written for a job. Writes nothing.
 *
 * @throws {CommandError} where a name is taken, or a file is not as it should be.
 */
export async function planJob(names: Names, cron: string | undefined): Promise<Change[]> {
  assertFree(names);
  const { slice, definition } = names;
  const [jobs, handlers] = [await read(names.jobs), await read(names.handlers)];
  assertNew(names, jobs, handlers);
  const jobsText = withImport(withImport(jobs ?? "", "defineJob", "@/lib/jobs/define"), "z", "zod");
  const handlersText = [
    ["handle", "@/lib/jobs/handle"] as const,
    ["setImmediate", "node:timers/promises"] as const,
    [definition, "./jobs"] as const,
  ].reduce((text, [name, from]) => withImport(text, name, from), handlers ?? "");
  return [
    change(names.jobs, jobs === null, jobsText + definitionText(names), "what it is: type, schemas, limits"),
    change(names.handlers, handlers === null, handlersText + handlerText(names), "the work"),
    change(names.route, true, routeText(names), "where QStash calls it"),
    change(names.test, true, testText(names), "runs it once, in a real database"),
    change(
      "lib/registry.ts",
      false,
      inRegistry(await must("lib/registry.ts"), definition, `./${slice}/jobs`),
      "the list of all jobs",
    ),
    ...(cron === undefined ? [] : [await scheduleChange(names, cron)]),
    ...(jobs === null ? await rulesChange(names) : []),
  ];
}

/** Of a new slice. */
async function rulesChange({ slice }: Names): Promise<Change[]> {
  const text = await read(LINT_RULES);
  const changed = inLintRules(text ?? "", slice);
  return text === null || changed === text
    ? []
    : [change(LINT_RULES, false, changed, `lib/${slice} may be imported as any slice may`)];
}

async function scheduleChange(names: Names, given: string): Promise<Change> {
  const cron = tidied(given);
  const issue = cronIssue(cron, "UTC");
  if (issue !== null) throw usageError(`--schedule "${given}" cannot be meant`, issue.message, "new");
  const text = await must("lib/schedules.ts");
  const entry = scheduleText(names, cron);
  const changed = inSchedules(text, entry, names.definition, `@/lib/${names.slice}/jobs`);
  return change("lib/schedules.ts", false, changed, `starts it: ${cron}`);
}

/** Every name that two jobs may not share. */
function assertFree({ type, slice, route, test, jobs }: Names): void {
  const isKnown = [...registry.known, ...registry.retired].some((known) => known.type === type);
  if (isKnown) throw taken(`there is a job "${type}" already, or has been`);
  for (const file of [route, test]) if (existsSync(file)) throw taken(`${file} is there already`);
  if (existsSync(`lib/${slice}`) && !existsSync(jobs))
    throw taken(`lib/${slice} is there, and no slice with jobs`);
}

function assertNew(
  { definition, handler, jobs: jobsFile }: Names,
  jobs: string | null,
  handlers: string | null,
): void {
  for (const [name, text] of [
    [definition, jobs],
    [handler, handlers],
  ]) {
    const isTaken = new RegExp(`\\b${name ?? ""}\\b`).test(text ?? "");
    if (isTaken)
      throw taken(`${name ?? ""} is a name in the files of ${jobsFile.replace("/jobs.ts", "")} already`);
  }
}

function taken(why: string): CommandError {
  return new CommandError(
    { what: "the name is taken; nothing was written", why, try: "another name, or --slice for the folder" },
    EXIT.refused,
  );
}

async function read(path: string): Promise<string | null> {
  return existsSync(path) ? readFile(path, "utf8") : null;
}

async function must(path: string): Promise<string> {
  const text = await read(path);
  if (text !== null) return text;
  throw new CommandError({
    what: `there is no ${path} here; nothing was written`,
    why: "it is looked for in the folder in which this command runs",
    try: "run it in the folder of package.json",
  });
}

function change(path: string, isNew: boolean, text: string, what: string): Change {
  return { path, text, isNew, what };
}
