import { toStorableText } from "@/lib/jobs/payloads/storable";

/** A form's field as text; a file or nothing counts as empty. */
export function textOf(form: unknown, name: string): string {
  return textsOf(form, name)[0] ?? "";
}

/**
 * All texts of a form's field that may be there more than once, as Postgres can store them. Anybody may call an action
 * with anything: what is no form counts as an empty one.
 */
export function textsOf(form: unknown, name: string): string[] {
  const values = form instanceof FormData ? form.getAll(name) : [];
  return values.filter((value) => typeof value === "string").map(toStorableText);
}

/** All fields that are there, each with its first text. */
export function fieldsOf(form: unknown): Record<string, string> {
  const names = form instanceof FormData ? [...form.keys()] : [];
  return Object.fromEntries(names.map((name) => [name, textOf(form, name)]));
}
