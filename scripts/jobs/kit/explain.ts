import { QstashError } from "@upstash/qstash";
import { reasonOf } from "@/lib/doctor/reason-of";
import { EnvironmentError } from "@/lib/env/environment-error";
import { EnqueueOptionsError } from "@/lib/jobs/enqueue-options";
import { PayloadError } from "@/lib/jobs/errors";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { DatabaseAway } from "@/lib/jobs/schedules/from-database";
import { ScheduleError } from "@/lib/jobs/schedules/schedule-error";
import { CommandError, type Failure } from "./command-error";
import { EXIT } from "./exit-code";
import { DatabaseProblem } from "./in-database";

/** Puts whatever a verb has thrown into three lines, with the code that the process ends with. */
export function explain(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof ForeignDatabaseError) return new CommandError(foreign(error), EXIT.refused);
  return new CommandError(failureOf(error));
}

function failureOf(error: unknown): Failure {
  const qstash = process.env.QSTASH_URL || "https://qstash.upstash.io";
  if (error instanceof EnvironmentError) return wrongEnvironment(error);
  if (error instanceof QstashError) return refused(error, qstash);
  if (error instanceof DatabaseProblem || error instanceof DatabaseAway) return databaseAway(error);
  if (isWrongSchedule(error)) return wrongSchedule(error);
  if (!isOfNetwork(error)) return { what: "it ended unexpectedly", why: reasonOf(error), try: UNEXPECTED };
  return {
    what: `no usable answer from QStash at ${qstash}`,
    why: reasonOf(error),
    try: "check QSTASH_URL and the network; on this machine, pnpm dev starts a local QStash",
  };
}

const UNEXPECTED = "run it again; if it stays so, it is a fault of this command: report it with these lines";

/** Whom a command asks over HTTP is QStash. */
function isOfNetwork(error: unknown): boolean {
  return error instanceof TypeError ? error.message === "fetch failed" : isTimeout(error);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name);
}

function foreign({ message }: ForeignDatabaseError): Failure {
  const [why = "", remedy = ""] = message.split(/(?<=changed)\. /);
  return { what: "the database belongs to another environment; nothing was changed", why, try: remedy };
}

function isWrongSchedule(error: unknown): error is Error {
  return [ScheduleError, PayloadError, EnqueueOptionsError].some((kind) => error instanceof kind);
}

function wrongSchedule({ message }: Error): Failure {
  return {
    what: "a schedule is not usable; nothing was changed",
    why: reasonOf(message),
    try: "correct it in lib/schedules.ts; docs/schedules.md explains each setting",
  };
}

function databaseAway({ cause }: Error): Failure {
  const why = reasonOf(cause);
  return {
    what: "no usable answer from the database",
    why,
    try: /does not exist/.test(why)
      ? "create the tables: pnpm db:migrate"
      : "check DATABASE_URL, and DATABASE_URL_DIRECT where it is set",
  };
}

function wrongEnvironment({ problems }: EnvironmentError): Failure {
  return {
    what: "the environment is not usable",
    why: problems.map(({ variable, problem }) => `${variable} ${problem}`).join("; "),
    try: "set them as the app has them; .env.example explains each, and pnpm dev sets them all locally",
  };
}

const REMEDIES: Record<number, string> = {
  401: "check QSTASH_TOKEN: that of the account and region QSTASH_URL belongs to, without quotes around it",
  412: "the plan has no room for another schedule: delete one in the console, or take a larger plan",
  429: "wait a moment, then run it again",
};

function refused({ status = 0, message }: QstashError, qstash: string): Failure {
  return {
    what: `QStash at ${qstash} refused with status ${status}`,
    why: reasonOf(message),
    try:
      REMEDIES[status] ?? "run it again; what was done stays done, and status.upstash.com tells of outages",
  };
}
