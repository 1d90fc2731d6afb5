import { z } from "zod";
import { OPEN_STATUSES, STATUSES, type Status } from "@/lib/jobs/lifecycle";

/** What a list can be narrowed by, in the address and, as `name:value`, in the search field. */
export const TERMS = [
  "status",
  "type",
  "organization",
  "user",
  "batch",
  "schedule",
  "parent",
  "replays",
  "key",
  "code",
  "error",
  "payload",
  "since",
  "until",
] as const;

export type TermName = (typeof TERMS)[number];

/** What a list is narrowed by; statuses, types and codes may be several. */
export type Terms = Partial<Record<TermName, string>>;

const AGO = /^(\d{1,4})(m|h|d)$/;

const statuses = z.enum([...STATUSES, "open"]);
const number = z.string().regex(/^\d{1,15}$/);
const text = line(200);
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);
const moment = z.union([z.string().regex(AGO), day.refine((value) => isStorable(dateOf(value)))]);

/** Items of a list, as many as an operation takes. */
const ITEMS_MAX = 100;

/** What fits each, and what to say when it does not. */
const FITS = {
  status: { schema: listOf(statuses), hint: `one or more of ${[...STATUSES, "open"].join(", ")}` },
  type: { schema: listOf(line(100)), hint: "job types with commas between them" },
  organization: { schema: number, hint: "the number of an organization" },
  user: { schema: number, hint: "the number of a person" },
  batch: { schema: z.guid(), hint: "the id of a batch" },
  schedule: { schema: text, hint: "the id of a schedule" },
  parent: { schema: z.guid(), hint: "the id of a job" },
  replays: { schema: z.guid(), hint: "the id of a job" },
  key: { schema: line(300), hint: "a whole idempotency key" },
  code: { schema: listOf(line(100)), hint: "error codes with commas between them" },
  error: { schema: text, hint: "up to 200 characters of an error message" },
  payload: {
    schema: line(301).regex(/^[^:=]{1,100}=.{1,200}$/),
    hint: "a path and a value, as in to=ada@example.com",
  },
  since: { schema: moment, hint: "a time such as 30m, 2h, 7d or 2026-11-28" },
  until: { schema: moment, hint: "a time such as 30m, 2h, 7d or 2026-11-28" },
} as const satisfies Record<TermName, { schema: z.ZodType; hint: string }>;

/** Text that Postgres takes: of NUL it would say no, and a line has none of the others either. */
function line(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u);
}

function listOf(item: z.ZodType) {
  return z.string().refine((list) => {
    const items = list.split(",");
    return items.length <= ITEMS_MAX && items.every((one) => item.safeParse(one).success);
  });
}

/** Years that Postgres and ids know. */
function isStorable(date: Date): boolean {
  return date.getTime() >= 0 && date.getTime() < Date.UTC(9_999, 0);
}

/** What names no zone is of UTC, wherever the server is. */
function dateOf(value: string): Date {
  if (!value.includes("T")) return new Date(`${value}T00:00:00Z`);
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`);
}

export function isTerm(name: string): name is TermName {
  return TERMS.some((term) => term === name);
}

/** What is wrong with a value, as a sentence; null for nothing. */
export function objectionTo(name: TermName, value: string): string | null {
  const { schema, hint } = FITS[name];
  return schema.safeParse(value).success ? null : `"${name}:${value}" does not fit: ${name} takes ${hint}.`;
}

/** The moment that a `since` or `until` means, as ISO 8601; days, and times without a zone, are those of UTC. */
export function momentOf(value: string, now: number): string {
  const [, count, unit] = AGO.exec(value) ?? [];
  if (count === undefined) return dateOf(value).toISOString();
  const minutes = { m: 1, h: 60, d: 1_440 }[unit ?? "m"] ?? 1;
  return new Date(now - Number(count) * minutes * 60_000).toISOString();
}

/** The statuses that a term names; undefined for all. */
export function statusesOf(value: string | undefined): Status[] | undefined {
  if (value === undefined) return undefined;
  const named = value.split(",");
  const open: readonly string[] = named.includes("open") ? OPEN_STATUSES : [];
  return STATUSES.filter((status) => named.includes(status) || open.includes(status));
}

/** The address of the list, or of what belongs to it, with these terms. */
export function hrefOf(
  terms: Terms,
  more: Record<string, string | null> = {},
  path = "/admin/jobs/list",
): string {
  const fields = [...TERMS.map((name) => [name, terms[name]] as const), ...Object.entries(more)];
  const given = fields.filter((field): field is [string, string] => typeof field[1] === "string");
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
