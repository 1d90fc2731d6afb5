import { textsOf } from "@/app/_components/form-texts";
import { MASK } from "@/lib/jobs/secret";
import type { Field, NamedField } from "./fields";

/** Where something stands in the payload: a JSON Pointer (RFC 6901); the whole is "". */
export type Pointer = string;

/** What somebody has entered: the payload so far, and texts that are no JSON, by where they stand. */
export type Draft = { payload: unknown; misfits: Record<Pointer, string> };

/** The pointer of a part. */
export function within(pointer: Pointer, part: string | number): Pointer {
  return `${pointer}/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The pointer of a path, as zod names places. */
export function pointerOf(path: readonly PropertyKey[]): Pointer {
  return path.reduce<Pointer>((pointer, part) => within(pointer, String(part)), "");
}

/** Names of the form's controls: the value of a field, which variant it is, and that a group or list is there. */
export const nameOf = {
  value: (pointer: Pointer) => `value:${pointer}`,
  variant: (pointer: Pointer) => `variant:${pointer}`,
  /** Repeated; its values are the pointers of groups, lists and entries that are there. */
  present: "present",
} as const;

/** What a form that was sent holds, by the fields that it was made from. */
export function readDraft(field: Field, form: FormData): Draft {
  const misfits: Draft["misfits"] = {};
  const present = new Set(textsOf(form, nameOf.present));
  return { payload: read(field, "", { form, present, misfits }), misfits };
}

type Reading = { form: FormData; present: ReadonlySet<string>; misfits: Draft["misfits"] };

/** Undefined: nothing is given there. */
function read(field: Field, pointer: Pointer, reading: Reading): unknown {
  const text = textAt(reading.form, nameOf.value(pointer));
  if (field.isSecret && text === MASK) return MASK;
  switch (field.kind) {
    case "text":
      return text === "" && !(field.isRequired && !field.isNullable) ? nothing(field) : (text ?? undefined);
    case "number":
      return readNumber(field, text);
    case "yes-no":
      return text === "yes" ? true : text === "no" ? false : nothing(field);
    case "choice":
      return field.options.find(({ label }) => label === text)?.value ?? nothing(field);
    case "fixed":
      return field.value;
    case "json":
      return readJson(field, pointer, text, reading);
    case "group":
      return reading.present.has(pointer) ? readFields(field.fields, pointer, reading) : nothing(field);
    case "variants":
      return reading.present.has(pointer) ? readVariant(field, pointer, reading) : nothing(field);
    case "list":
      return reading.present.has(pointer) ? readList(field.item, pointer, reading) : nothing(field);
  }
}

function textAt(form: FormData, name: string): string | null {
  // Browsers send line ends as \r\n.
  return textsOf(form, name)[0]?.replaceAll("\r\n", "\n") ?? null;
}

function nothing({ isNullable, isRequired }: Field): null | undefined {
  return isNullable && isRequired ? null : undefined;
}

/** What is no number stays as it was typed, for the schema to say so. */
function readNumber(field: Field, text: string | null): unknown {
  if (text === null || text.trim() === "") return nothing(field);
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function readJson(field: Field, pointer: Pointer, text: string | null, { misfits }: Reading): unknown {
  if (text === null || text.trim() === "") return nothing(field);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    misfits[pointer] = text;
    return undefined;
  }
}

function readFields(
  fields: readonly NamedField[],
  pointer: Pointer,
  reading: Reading,
): Record<string, unknown> {
  const entries = fields.map(
    ({ name, field }) => [name, read(field, within(pointer, name), reading)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function readVariant(
  { by, variants }: Extract<Field, { kind: "variants" }>,
  pointer: Pointer,
  reading: Reading,
): Record<string, unknown> {
  const chosen = textAt(reading.form, nameOf.variant(pointer));
  const variant = variants.find(({ value }) => value === chosen) ?? variants[0];
  return { [by]: variant?.value, ...readFields(variant?.fields ?? [], pointer, reading) };
}

function readList(item: Field, pointer: Pointer, reading: Reading): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; reading.present.has(within(pointer, index)); index += 1)
    items.push(read(item, within(pointer, index), reading) ?? null);
  return items;
}

/** What a field begins with that somebody wants to give. */
export function emptyOf(field: Field): unknown {
  switch (field.kind) {
    case "text":
    case "json":
      return "";
    case "number":
      return null;
    case "yes-no":
      return false;
    case "choice":
      return field.options[0]?.value ?? null;
    case "fixed":
      return field.value;
    case "list":
      return [];
    case "group":
      return emptyFields(field.fields);
    case "variants": {
      const [first] = field.variants;
      return { [field.by]: first?.value, ...emptyFields(first?.fields ?? []) };
    }
  }
}

function emptyFields(fields: readonly NamedField[]): Record<string, unknown> {
  const required = fields.filter(
    ({ field }) => field.isRequired && ["group", "list", "variants"].includes(field.kind),
  );
  return Object.fromEntries(required.map(({ name, field }) => [name, emptyOf(field)]));
}
