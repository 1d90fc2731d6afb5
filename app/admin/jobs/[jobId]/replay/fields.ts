import type { JsonSchema } from "./json-schema";

/** What a form asks for, made from a schema; plain data, so that the browser may have it. */
export type Field = {
  label: string;
  /** What fits, in a few words. */
  hint: string | null;
  isRequired: boolean;
  isSecret: boolean;
  /** Null is a value of its own. */
  isNullable: boolean;
  /** What the schema fills in where nothing is given. */
  fallback: string | null;
} & Kind;

type Kind =
  | { kind: "text"; look: "line" | "lines" | "date" | "email" }
  | { kind: "number" }
  | { kind: "yes-no" }
  | { kind: "choice"; options: { label: string; value: unknown }[] }
  | { kind: "fixed"; value: unknown }
  | { kind: "group"; fields: NamedField[] }
  | { kind: "list"; item: Field }
  | { kind: "variants"; by: string; variants: { value: string; fields: NamedField[] }[] }
  | { kind: "json" };

export type NamedField = { name: string; field: Field };

/** Texts that may be longer than this get several lines. */
const LINE_MAX = 400;

/** The field for a whole payload. */
export function rootField(schema: JsonSchema): Field {
  return fieldOf(schema, "Payload", true);
}

/** One field of JSON for the whole: for what no form can be made of, and for those who like it. */
export const JSON_FIELD: Field = {
  label: "Payload",
  hint: null,
  isRequired: true,
  isSecret: false,
  isNullable: false,
  fallback: null,
  kind: "json",
};

function fieldOf(schema: JsonSchema, label: string, isRequired: boolean): Field {
  const options = schema.anyOf ?? [];
  const [inner, ...others] = options.filter(({ type }) => type !== "null");
  if (inner !== undefined && others.length === 0 && options.length === 2) {
    const field = fieldOf({ ...inner, secret: inner.secret ?? schema.secret }, label, isRequired);
    return { ...field, isNullable: true };
  }
  return {
    label: schema.title ?? label,
    hint: hintOf(schema),
    isRequired,
    isSecret: schema.secret ?? false,
    isNullable: false,
    fallback: schema.default === undefined ? null : JSON.stringify(schema.default),
    ...kindOf(schema),
  };
}

function kindOf(schema: JsonSchema): Kind {
  if (schema.allOf !== undefined) return { kind: "json" };
  if (schema.const !== undefined) return { kind: "fixed", value: schema.const };
  if (schema.enum !== undefined)
    return { kind: "choice", options: schema.enum.map((value) => ({ label: String(value), value })) };
  const variants = variantsOf(schema.oneOf ?? schema.anyOf ?? []);
  if (variants !== null) return variants;
  switch (schema.type) {
    case "string":
      return { kind: "text", look: lookOf(schema) };
    case "integer":
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "yes-no" };
    case "array":
      return schema.items === undefined || schema.prefixItems !== undefined
        ? { kind: "json" }
        : { kind: "list", item: fieldOf(schema.items, "Entry", true) };
    case "object":
      return groupOf(schema);
    case undefined:
    default:
      return { kind: "json" };
  }
}

/** An object that has names of its own; a record, or one that takes any others too, is JSON. */
function groupOf(schema: JsonSchema): Kind {
  const { properties, additionalProperties } = schema;
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  return properties === undefined || isOpen ? { kind: "json" } : { kind: "group", fields: fieldsOf(schema) };
}

function fieldsOf({ properties = {}, required = [] }: JsonSchema): NamedField[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    field: fieldOf(schema, name, required.includes(name)),
  }));
}

/** Objects that one text of each tells apart. */
function variantsOf(options: readonly JsonSchema[]): Kind | null {
  const [first] = options;
  if (first === undefined || options.length < 2) return null;
  const by = Object.entries(first.properties ?? {}).find(([name]) =>
    options.every((option) => typeof option.properties?.[name]?.const === "string"),
  )?.[0];
  if (by === undefined) return null;
  const variants = options.map((option) => ({
    value: String(option.properties?.[by]?.const),
    fields: fieldsOf(option).filter(({ name }) => name !== by),
  }));
  return { kind: "variants", by, variants };
}

function lookOf({ format, maxLength, secret }: JsonSchema): "line" | "lines" | "date" | "email" {
  if (format === "date") return "date";
  if (format === "email") return "email";
  return secret !== true && maxLength !== undefined && maxLength > LINE_MAX && format === undefined
    ? "lines"
    : "line";
}

const FORMATS: Record<string, string> = {
  "date-time": "a moment such as 2026-11-28T12:00:00Z",
  uuid: "an id",
  uri: "an address such as https://example.com",
};

function hintOf(schema: JsonSchema): string | null {
  const { description, format = "", type, minLength, maxLength, minimum, maximum } = schema;
  const parts = [
    description,
    FORMATS[format],
    type === "integer" && "a whole number",
    isBound(minimum) && isBound(maximum) && `${minimum} to ${maximum}`,
    isBound(minimum) && !isBound(maximum) && `at least ${minimum}`,
    !isBound(minimum) && isBound(maximum) && `at most ${maximum}`,
    minLength !== undefined && minLength > 1 && `at least ${minLength} characters`,
    maxLength !== undefined && format === "" && `at most ${maxLength} characters`,
  ].filter((part) => typeof part === "string");
  return parts.length === 0 ? null : parts.join(", ");
}

/** Zod names the largest numbers that are exact where nothing else is asked. */
function isBound(limit: number | undefined): boolean {
  return limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
}
