import { z } from "zod";
import { STATUSES, type Status } from "@/lib/jobs/lifecycle";

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
const text = z.string().min(1).max(200);
const moment = z.union([z.string().regex(AGO), z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** What fits each, and what to say when it does not. */
const FITS = {
  status: { schema: listOf(statuses), hint: `one or more of ${[...STATUSES, "open"].join(", ")}` },
  type: { schema: listOf(z.string().min(1).max(100)), hint: "job types with commas between them" },
  organization: { schema: number, hint: "the number of an organization" },
  user: { schema: number, hint: "the number of a person" },
  batch: { schema: z.guid(), hint: "the id of a batch" },
  schedule: { schema: text, hint: "the id of a schedule" },
  parent: { schema: z.guid(), hint: "the id of a job" },
  replays: { schema: z.guid(), hint: "the id of a job" },
  key: { schema: z.string().min(1).max(300), hint: "a whole idempotency key" },
  code: { schema: listOf(z.string().min(1).max(100)), hint: "error codes with commas between them" },
  error: { schema: text, hint: "up to 200 characters of an error message" },
  payload: {
    schema: z.string().regex(/^[^:=]{1,100}=.{1,200}$/),
    hint: "a path and a value, as in to=ada@example.com",
  },
  since: { schema: moment, hint: "a time such as 30m, 2h, 7d or 2026-11-28" },
  until: { schema: moment, hint: "a time such as 30m, 2h, 7d or 2026-11-28" },
} as const satisfies Record<TermName, { schema: z.ZodType; hint: string }>;

function listOf(item: z.ZodType) {
  return z.string().refine((list) => list.split(",").every((one) => item.safeParse(one).success));
}

export function isTerm(name: string): name is TermName {
  return TERMS.some((term) => term === name);
}

/** What is wrong with a value, as a sentence; null for nothing. */
export function objectionTo(name: TermName, value: string): string | null {
  const { schema, hint } = FITS[name];
  return schema.safeParse(value).success ? null : `"${name}:${value}" does not fit: ${name} takes ${hint}.`;
}

/** The moment that a `since` or `until` means, as ISO 8601; days are those of UTC. */
export function momentOf(value: string, now: number): string {
  const [, count, unit] = AGO.exec(value) ?? [];
  if (count === undefined) return new Date(value.length > 10 ? value : `${value}T00:00:00Z`).toISOString();
  const minutes = { m: 1, h: 60, d: 1_440 }[unit ?? "m"] ?? 1;
  return new Date(now - Number(count) * minutes * 60_000).toISOString();
}

/** The statuses that a term names; undefined for all. */
export function statusesOf(value: string | undefined): Status[] | undefined {
  if (value === undefined) return undefined;
  const named = value.split(",");
  const open: readonly string[] = named.includes("open")
    ? ["pending", "processing", "retrying", "waiting"]
    : [];
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
