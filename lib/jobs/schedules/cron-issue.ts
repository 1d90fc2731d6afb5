import { Cron } from "croner";
import type { ScheduleIssue } from "./schedule-error";

/** Longest cron expression, in characters: what is longer is not meant for people. */
const CRON_CHARS_MAX = 100;

/** Numbers, three-letter names, `*`, lists, ranges and steps: what every cron understands in the same way. */
const PART = /^(\*|([a-z]{3}|\d{1,2})(-([a-z]{3}|\d{1,2}))?)(\/\d{1,2})?$/i;

/** Sunday as 7, alone or in a list or range. */
const SUNDAY_AS_SEVEN = /(^|[,-])7(?=[,/-]|$)/;

/** A cron expression in one spelling: without surplus blanks. */
export function tidied(cron: string): string {
  return cron.trim().replace(/\s+/g, " ");
}

/** What is wrong with a cron expression or its zone; null when ticks can be told from them. */
export function cronIssue(given: string, timezone: string): ScheduleIssue | null {
  const problem = given.length > CRON_CHARS_MAX ? tooLong(given) : formProblem(tidied(given));
  if (problem !== null) return { path: ["cron"], message: problem };
  const zone = zoneProblem(timezone);
  if (zone !== null) return { path: ["timezone"], message: zone };
  const never = firingProblem(tidied(given), timezone);
  return never === null ? null : { path: ["cron"], message: never };
}

function tooLong({ length }: string): string {
  return `has ${length} characters, at most ${CRON_CHARS_MAX} are allowed`;
}

function formProblem(cron: string): string | null {
  const fields = cron.split(" ");
  if (cron === "" || fields.length !== 5) return fieldsProblem(cron, cron === "" ? 0 : fields.length);
  const odd = fields.find((field) => !field.split(",").every((part) => PART.test(part)));
  if (odd !== undefined)
    return `"${odd}" is no field: write numbers, names such as MON, "*", "1-5", "1,15" or "*/10"`;
  const days = fields[4] ?? "";
  if (SUNDAY_AS_SEVEN.test(days)) return "Sunday is 0 or SUN: not every cron takes 7";
  if (/-SUN/i.test(days)) return 'Sunday begins the week: write "FRI,SAT,SUN" instead of "FRI-SUN"';
  return null;
}

function fieldsProblem(cron: string, count: number): string {
  if (cron.startsWith("@"))
    return `write "${cron.slice(0, 20)}" as five fields, such as "0 2 * * *" for every day at two`;
  const seconds = count === 6 ? ". There are no seconds: leave the first one out" : "";
  return `five fields are expected (minute, hour, day of month, month, day of week), ${count} came${seconds}`;
}

/** QStash looks zones up by their exact name, JavaScript by any spelling of it. */
function zoneProblem(timezone: string): string | null {
  const expected = 'an IANA name such as "Europe/Berlin" or "UTC" is expected';
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(timezone))
    return `"${timezone.slice(0, 64)}" is no time zone: ${expected}`;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions();
    const isMisspelt = timeZone !== timezone && timeZone.toLowerCase() === timezone.toLowerCase();
    return isMisspelt ? `write it "${timeZone}"` : null;
  } catch {
    return `"${timezone}" is no time zone that is known here: ${expected}`;
  }
}

/** Out of range, or a date that never comes, such as 30 February. */
function firingProblem(cron: string, timezone: string): string | null {
  try {
    const next = new Cron(cron, { timezone, mode: "5-part", paused: true }).nextRun();
    return next === null ? "it never fires: no year has such a date" : null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, "") : String(error);
  }
}
