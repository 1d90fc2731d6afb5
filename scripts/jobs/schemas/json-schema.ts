/** A JSON Schema as zod writes it (draft 2020-12). */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

type Node = Readonly<Record<string, unknown>>;

/** What says nothing about which values fit. */
const SILENT = new Set([
  "$schema",
  "$defs",
  "$id",
  "id",
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "readOnly",
  "secret",
]);

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The node without what says nothing; the patterns that zod writes beside a format change with zod, not with us. */
function plain(node: Node): Node {
  const hasFormat = "format" in node;
  return Object.fromEntries(
    Object.entries(node).filter(([keyword]) => !SILENT.has(keyword) && !(hasFormat && keyword === "pattern")),
  );
}

/** The node that a reference within `root` leads to. */
export function resolved(schema: unknown, root: JsonSchema): Node {
  if (schema === true || schema === undefined) return {};
  if (schema === false) return { not: {} };
  if (!isNode(schema)) throw new TypeError(`No JSON Schema: ${JSON.stringify(schema)}`);
  const reference = schema.$ref;
  if (typeof reference !== "string") return plain(schema);
  const target = reference
    .split("/")
    .slice(1)
    .reduce<unknown>((at, part) => (isNode(at) ? at[part] : undefined), root);
  if (!isNode(target)) throw new TypeError(`A reference leads nowhere: ${reference}`);
  return resolved(target, root);
}

export function list(node: Node, keyword: string): readonly unknown[] {
  const value = node[keyword];
  return Array.isArray(value) ? value : [];
}

export function number(node: Node, keyword: string): number | null {
  const value = node[keyword];
  return typeof value === "number" ? value : null;
}

/** Types that the node lets through; null for all. */
export function typesOf(node: Node): readonly string[] | null {
  const { type } = node;
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.map(String) : null;
}

/** The values that the node lets through, where it lists them. */
export function valuesOf(node: Node): readonly unknown[] | null {
  if ("const" in node) return [node.const];
  return Array.isArray(node.enum) ? node.enum : null;
}

export function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

export function fitsType(type: string, allowed: readonly string[]): boolean {
  return allowed.includes(type) || (type === "integer" && allowed.includes("number"));
}
