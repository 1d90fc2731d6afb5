import { Cron } from "croner";
import { badRequest } from "../http/http-error";

/** A cron expression that was understood: `0 2 * * *` or `CRON_TZ=Europe/Berlin 0 2 * * *`. */
export type CronSpec = {
  /** As stored and shown: surplus blanks are gone. */
  text: string;
  /** The first firing after this time, in Unix milliseconds; `undefined` when there is none. */
  nextAfter(timeMs: number): number | undefined;
};

/**
 * Understands five fields, with an optional time zone, UTC otherwise. No aliases, no seconds (register 11).
 *
 * Where a zone skips an hour, a fixed time in it fires once as the hour ends; a list or step of minutes does not that
 * day. Where it repeats an hour, a fixed time fires the first time, a list or step both times.
 *
 * @throws {HttpError} 400 for anything else, also for a date that never comes.
 */
export function parseCron(source: string): CronSpec {
  const text = source.trim().replace(/\s+/g, " ");
  const [, timezone = "Etc/UTC", pattern = ""] = /^(?:CRON_TZ=(\S+) )?(.*)$/.exec(text) ?? [];
  if (pattern.startsWith("@")) throw invalidCron(text, "aliases are not supported");
  const spec = { text, nextAfter: compile(text, pattern, timezone) };
  // A date that never comes, such as February 30, does so by any clock: the wall clock serves.
  if (spec.nextAfter(Date.now()) === undefined) throw invalidCron(text, "it never fires");
  return spec;
}

function compile(text: string, pattern: string, timezone: string): CronSpec["nextAfter"] {
  try {
    const cron = new Cron(pattern, { timezone, mode: "5-part", paused: true });
    // An unknown zone shows only when a time is asked for.
    cron.nextRun();
    return (timeMs) => cron.nextRun(new Date(timeMs))?.getTime();
  } catch (error) {
    throw invalidCron(text, error instanceof Error ? error.message : String(error));
  }
}

function invalidCron(text: string, reason: string) {
  return badRequest(
    `invalid cron "${text}": ${reason}. Expected five fields such as "*/5 * * * *", optionally after "CRON_TZ=<zone> "`,
  );
}
