import type { z } from "zod";
import { isSecret } from "@/lib/jobs/secret";

/** Where something stands in a payload, such as `["accounts", 0, "token"]`. */
export type Path = readonly (string | number)[];

/**
 * Where secrets stand in this very payload, outermost ones only. Where a union leaves open which member it is, what any
 * member calls secret is; so is a field that a schema with secrets does not name, such as a misspelt one.
 */
export function secretPaths(schema: z.ZodType, payload: unknown): Path[] {
  if (!hasSecrets(schema)) return [];
  const found: Path[] = [];
  collect(schema, payload, [], found);
  const unique = new Map(found.map((path) => [JSON.stringify(path), path]));
  return [...unique.values()].filter(
    (path) => !path.some((_, end) => unique.has(JSON.stringify(path.slice(0, end)))),
  );
}

const known = new WeakMap<z.ZodType, boolean>();

/** Whether any payload of this schema may have a secret; asked once of each schema. */
export function hasSecrets(schema: z.ZodType): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const found = reaches(schema, new Set());
  known.set(schema, found);
  return found;
}

function reaches(schema: z.ZodType, seen: Set<z.ZodType>): boolean {
  if (isSecret(schema)) return true;
  if (seen.has(schema)) return false;
  seen.add(schema);
  return parts(schema).some((part) => reaches(part, seen));
}

/** The definition of a schema as one of zod's own kinds. */
function kindOf(schema: z.ZodType): z.core.$ZodTypes["_zod"]["def"] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every schema of zod's is one of these; the rest falls through
  return schema.def as z.core.$ZodTypes["_zod"]["def"];
}

/** What zod keeps as its core type is one of its classic schemas, which have metadata. */
function classic(schema: z.core.$ZodType): z.ZodType {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above; zod/mini has no `meta`, and no job uses it
  return schema as z.ZodType;
}

/** Schemas that take the same value as this one does. */
function around(schema: z.ZodType): z.ZodType[] {
  const def = kindOf(schema);
  // optional, nullable, default, catch and their like.
  if ("innerType" in def) return [classic(def.innerType)];
  if (def.type === "lazy") return [classic(def.getter())];
  if (def.type === "union") return def.options.map(classic);
  if (def.type === "intersection") return [classic(def.left), classic(def.right)];
  if (def.type !== "pipe") return [];
  // What is stored came in; where the first half is code, only the second says what it is.
  return [classic(def.in), classic(def.out)].filter((half) => kindOf(half).type !== "transform");
}

/** All schemas within this one. */
function parts(schema: z.ZodType): z.ZodType[] {
  const def = kindOf(schema);
  if (def.type === "object")
    return [...Object.values(def.shape), ...(def.catchall ? [def.catchall] : [])].map(classic);
  if (def.type === "record") return [classic(def.keyType), classic(def.valueType)];
  if (def.type === "array") return [classic(def.element)];
  if (def.type === "tuple") return [...def.items, ...(def.rest ? [def.rest] : [])].map(classic);
  return around(schema);
}

/** Lazy schemas that only name each other end here. */
const DEEPEST = 200;

type Walk = {
  depth: number;
  /** False where other schemas speak about the same value: what one does not name, another may. */
  namesAll: boolean;
};

function collect(
  schema: z.ZodType,
  value: unknown,
  path: Path,
  found: Path[],
  walk: Walk = { depth: 0, namesAll: true },
): void {
  // Nothing is there to be hidden.
  if (value === undefined || value === null) return;
  if (isSecret(schema) || walk.depth > DEEPEST) {
    found.push(path);
    return;
  }
  const deeper = { depth: walk.depth + 1, namesAll: true };
  const members = membersFor(schema, value);
  const shared = { ...deeper, namesAll: walk.namesAll && members.length === 1 };
  for (const same of members) collect(same, value, path, found, shared);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const inner = itemSchema(schema, index);
      if (inner !== null) collect(inner, item, [...path, index], found, deeper);
    }
  } else if (typeof value === "object") collectFields(schema, value, path, found, walk);
}

function collectFields(schema: z.ZodType, value: object, path: Path, found: Path[], walk: Walk): void {
  const deeper = { depth: walk.depth + 1, namesAll: true };
  const def = kindOf(schema);
  // Names may be the secret.
  if (def.type === "record" && hasSecrets(classic(def.keyType))) {
    found.push(path);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (def.type === "record") collect(classic(def.valueType), inner, [...path, name], found, deeper);
    if (def.type !== "object") continue;
    const field = Object.hasOwn(def.shape, name) ? def.shape[name] : def.catchall;
    const isNamed = field !== undefined && kindOf(classic(field)).type !== "never";
    if (isNamed) collect(classic(field), inner, [...path, name], found, deeper);
    else if (walk.namesAll) found.push([...path, name]);
  }
}

function itemSchema(schema: z.ZodType, index: number): z.ZodType | null {
  const def = kindOf(schema);
  if (def.type === "array") return classic(def.element);
  if (def.type !== "tuple") return null;
  const item = def.items[index] ?? def.rest;
  return item ? classic(item) : null;
}

/** Of a union whose members a field tells apart, only the members that it names: all, where it names none. */
function membersFor(schema: z.ZodType, value: unknown): z.ZodType[] {
  const def = kindOf(schema);
  const all = around(schema);
  if (def.type !== "union" || !("discriminator" in def) || typeof value !== "object" || value === null)
    return all;
  const { discriminator } = def;
  if (typeof discriminator !== "string") return all;
  const kind: unknown = Reflect.get(value, discriminator);
  const named = all.filter((option) => takes(option, discriminator, kind));
  return named.length > 0 ? named : all;
}

/** The field that tells members apart is a literal or an enum. A member of another kind may take anything. */
function takes(option: z.ZodType, name: string, kind: unknown): boolean {
  const def = kindOf(option);
  if (def.type !== "object") return true;
  const field = def.shape[name];
  return field === undefined || classic(field).safeParse(kind).success;
}
