import type { MailField } from "./mail-templates";

/**
 * A template's data from what stands in its fields. Says nothing about whether it fits: the server checks
 * it and answers by field.
 */
export function mailData(
  fields: readonly MailField[],
  values: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const field of fields) {
    const value = typed(field, values[field.name] ?? "");
    if (value !== undefined) put(data, field.name.split("."), value);
  }
  return data;
}

function typed({ type, optional }: MailField, text: string): unknown {
  if (optional && text === "") return undefined;
  if (type === "number") return text === "" ? null : Number(text);
  if (type === "time") return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();
  return text;
}

function put(data: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    data[key] = value;
    return;
  }
  const inner: Record<string, unknown> = { ...asRecord(data[key]) };
  put(inner, rest, value);
  data[key] = inner;
}

function asRecord(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
