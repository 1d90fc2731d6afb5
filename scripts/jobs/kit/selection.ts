import { z } from "zod";
import { STATUSES, type Status } from "@/lib/jobs/lifecycle";
import { nearest } from "@/lib/jobs/nearest";
import type { JobFilter } from "@/lib/jobs/operations/job-filter";
import { registry } from "@/lib/registry";
import { usageError } from "./command-error";
import { tell } from "./output";
import { readSince } from "./times";

/** The options by which a verb is told which jobs are meant: the same for each. */
export const SELECTION = {
  status: {
    type: "string",
    multiple: true,
    value: "STATUS",
    says: `one of ${STATUSES.join(", ")}; several with commas, or repeated`,
  },
  type: {
    type: "string",
    multiple: true,
    value: "TYPE",
    says: "a type of job, such as send-email; several likewise",
  },
  "error-code": {
    type: "string",
    multiple: true,
    value: "CODE",
    says: "what they failed of; several likewise",
  },
  since: { type: "string", value: "TIME", says: "enqueued since: 30m, 2h, 7d, or a date such as 2026-11-28" },
  organization: { type: "string", value: "ID", says: "of this organization" },
  user: { type: "string", value: "ID", says: "of this person" },
  batch: { type: "string", value: "ID", says: "of this batch" },
  schedule: { type: "string", value: "ID", says: "started by this schedule" },
} as const;

export type SelectionValues = {
  status?: string[];
  type?: string[];
  "error-code"?: string[];
  since?: string;
  organization?: string;
  user?: string;
  batch?: string;
  schedule?: string;
};

/** What these options mean. @throws {CommandError} where one cannot be meant. */
export function toFilter(values: SelectionValues, verb: string): JobFilter {
  const { status, type, since, organization, user, batch, schedule } = values;
  const types = listed(type);
  for (const each of types ?? []) noteUnknown(each);
  return definedOnly({
    statuses: listed(status)?.map((each) => readStatus(each, verb)),
    types,
    errorCodes: listed(values["error-code"]),
    createdFrom: since === undefined ? undefined : readSince(since, verb),
    organizationId: readNumber("organization", organization, verb),
    userId: readNumber("user", user, verb),
    batchId: readId("batch", batch, verb),
    scheduleId: schedule,
  });
}

/** A whole number that an option has. @throws {CommandError} */
export function readNumber(option: string, text: string | undefined, verb: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--${option} ${text} is no number`, "it takes a whole number", verb);
}

/** The options again, as somebody types them. */
export function asOptions(values: SelectionValues): string {
  const { status, type, since, organization, user, batch, schedule } = values;
  const given = {
    status,
    type,
    "error-code": values["error-code"],
    since,
    organization,
    user,
    batch,
    schedule,
  };
  return Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `--${name} ${quoted([value].flat().join(","))}`)
    .join(" ");
}

function quoted(text: string): string {
  return /^[\w.,:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function listed(given: string[] | undefined): string[] | undefined {
  return given
    ?.flatMap((each) => each.split(","))
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function readStatus(text: string, verb: string): Status {
  const found = STATUSES.find((status) => status === text);
  if (found !== undefined) return found;
  const best = nearest(text, STATUSES);
  const hint = best === undefined ? "" : `; the nearest is ${best}`;
  throw usageError(`--status ${text} is no status`, `there are ${STATUSES.join(", ")}${hint}`, verb);
}

/** Rows of types that are gone are kept for a while: they may be meant. */
function noteUnknown(type: string): void {
  const isKnown = [...registry.known, ...registry.retired].some((known) => known.type === type);
  if (isKnown) return;
  const best = registry.nearest(type);
  tell(`note: this app has no job type ${type}${best === undefined ? "" : `; the nearest is ${best}`}\n`);
}

/** A whole id that an option has. @throws {CommandError} */
export function readId(option: string, text: string | undefined, verb: string): string | undefined {
  if (text === undefined || z.uuid().safeParse(text).success) return text;
  throw usageError(`--${option} ${text} is no id`, "it takes a whole id, 36 characters", verb);
}

function definedOnly<Given extends object>(given: Given): Given {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fewer fields, each of which may be missing
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Given;
}
