import { askLine } from "./ask";
import { colours } from "./colours";
import { CommandError } from "./command-error";
import { EXIT } from "./exit-code";
import { target } from "./in-database";
import { tell } from "./output";

/** Above so many a plain yes is too little. */
const TYPED_FROM = 100;

/**
 * Shows what is about to happen, and where, and asks. `count` null: more than could be counted.
 *
 * @throws {CommandError} when it was not confirmed. Nothing was changed.
 */
export async function confirm(
  { word, count, effect }: { word: string; count: number | null; effect: string },
  isYes: boolean,
): Promise<void> {
  const jobs = count === null ? "all jobs that match, too many to be counted soon" : countedJobs(count);
  const says = `${word} ${colours.bold(jobs)}: ${effect}`;
  await ask(says, askedFor(word, count), isYes, "look with --dry-run, then give --yes");
}

/** The same for what concerns one job and is said in a sentence of its own. @throws {CommandError} */
export async function confirmOne(says: string, isYes: boolean): Promise<void> {
  await ask(says, askedFor("", 1), isYes, "give --yes");
}

async function ask(
  says: string,
  { question, expected, isMet }: ReturnType<typeof askedFor>,
  isYes: boolean,
  instead: string,
): Promise<void> {
  const { host, database, environment } = target();
  const where = [`  database     ${host}/${database}`, `  environment  ${colours.bold(environment)}`];
  tell([says, ...where, ""].join("\n"));
  if (isYes) return;
  if (!process.stdin.isTTY) throw refused("nobody can be asked here: standard input is no terminal", instead);
  if (!isMet((await askLine(question)) ?? "")) throw refused(`${expected} was expected`, instead);
}

/** What is asked of whoever confirms it: above 100 the number, so that nobody does it by habit. */
export function askedFor(word: string, count: number | null) {
  const sentence = `${word} ${count ?? "all"}`;
  if (count !== null && count <= TYPED_FROM)
    return { question: "Go on? [y/N] ", expected: "a yes", isMet: (said: string) => /^y(es)?$/i.test(said) };
  return {
    question: `Type "${sentence}" to go on: `,
    expected: `"${sentence}"`,
    isMet: (said: string) => said === sentence,
  };
}

/** `1 job`, `1,204 jobs` */
export function countedJobs(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "job" : "jobs"}`;
}

function refused(why: string, instead: string): CommandError {
  return new CommandError({ what: "not confirmed; nothing was changed", why, try: instead }, EXIT.refused);
}
