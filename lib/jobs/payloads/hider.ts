import type { z } from "zod";
import { MASK } from "@/lib/jobs/secret";
import { valueAt } from "./replace-at";
import { secretPaths } from "./secret-paths";

/** Takes secrets out of what a run tells, in whatever text they stand. */
export type Hider = {
  /** Nothing is to be hidden. */
  readonly isIdle: boolean;
  readonly text: (text: string) => string;
  /** The same in all texts within plain data; names of fields too. */
  readonly data: (data: unknown) => unknown;
};

/** Shorter texts stand in too many others. */
const CHARS_MIN = 4;

export const NOTHING_TO_HIDE: Hider = { isIdle: true, text: (text) => text, data: (data) => data };

/** Hides what these payloads have at the places that their schemas call secret. */
export function hiderOf(...payloads: readonly (readonly [z.ZodType | null, unknown])[]): Hider {
  const forms = payloads
    .flatMap(([schema, payload]) =>
      schema === null ? [] : secretPaths(schema, payload).flatMap((path) => texts(valueAt(payload, path))),
    )
    .flatMap(formsOf)
    .filter((text) => text.length >= CHARS_MIN)
    // A secret may be part of another one.
    .toSorted((a, b) => b.length - a.length);
  if (forms.length === 0) return NOTHING_TO_HIDE;
  const text = (given: string) => forms.reduce((hidden, form) => hidden.replaceAll(form, MASK), given);
  return { isIdle: false, text, data: (data) => mapTexts(data, text) };
}

/** All texts and numbers within a secret. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(Array.isArray(value) ? [] : [name]),
    ...texts(inner),
  ]);
}

/** As it is, as it stands in JSON, and as it stands in an address. */
function formsOf(text: string): string[] {
  return [...new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed())])];
}

function mapTexts(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === "string") return change(data);
  if (Array.isArray(data)) return data.map((item) => mapTexts(item, change));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, inner]) => [change(name), mapTexts(inner, change)]),
  );
}
