import { boundNarrowings } from "./bounds";
import {
  fitsType,
  isNode,
  type JsonSchema,
  list,
  resolved,
  typeOfValue,
  typesOf,
  valuesOf,
} from "./json-schema";

/** Something that fits the schema before and not the one now. */
export type Narrowing = { path: string; says: string };

type Roots = {
  before: JsonSchema;
  now: JsonSchema /** Pairs that are being compared: a recursive schema ends here. */;
  open: Set<string>;
};

/**
 * Where `now` refuses what `before` let through: empty when every value that fitted still fits. What it cannot tell it
 * takes for a narrowing.
 *
 * Wider is fine: a new optional field, one more value of an enum or member of a union, a longer limit, a field that may be
 * left out or be null now. Refinements, transforms and custom checks are not in a JSON Schema, and are not seen.
 */
export function narrowings(before: JsonSchema, now: JsonSchema): Narrowing[] {
  return compare(before, now, "", { before, now, open: new Set() });
}

function compare(before: unknown, now: unknown, path: string, roots: Roots): Narrowing[] {
  const older = resolved(before, roots.before);
  const newer = resolved(now, roots.now);
  const pair = JSON.stringify([older, newer]);
  if (roots.open.has(pair) || sameJson(older, newer) || Object.keys(newer).length === 0) return [];
  const inside = { ...roots, open: new Set([...roots.open, pair]) };
  return split(older, newer, path, inside) ?? compareNodes(older, newer, path, inside);
}

type Node = ReturnType<typeof resolved>;

/** Unions and intersections; null for neither. */
function split(older: Node, newer: Node, path: string, roots: Roots): Narrowing[] | null {
  if (isNode(older.not) && Object.keys(older.not).length === 0) return [];
  const members = [...list(older, "anyOf"), ...list(older, "oneOf")];
  if (members.length > 0) return members.flatMap((member) => compare(member, newer, path, roots));
  if (list(newer, "allOf").length > 0)
    return list(newer, "allOf").flatMap((part) => compare(older, part, path, roots));
  const choices = [...list(newer, "anyOf"), ...list(newer, "oneOf")];
  if (choices.length > 0) return nearest(choices.map((choice) => compare(older, choice, path, roots)));
  // What fits all parts fits each of them.
  if (list(older, "allOf").length > 0)
    return nearest(list(older, "allOf").map((part) => compare(part, newer, path, roots)));
  return null;
}

/** Of several ways to fit, the one that fails least. */
function nearest(tries: readonly Narrowing[][]): Narrowing[] {
  return tries.reduce((best, one) => (one.length < best.length ? one : best));
}

function compareNodes(older: Node, newer: Node, path: string, roots: Roots): Narrowing[] {
  const values = valuesOf(older);
  if (values !== null) return values.flatMap((value) => valueNarrowing(value, newer, path));
  if (valuesOf(newer) !== null)
    return [{ path, says: `takes only ${JSON.stringify(valuesOf(newer))} now, and took any before` }];
  const types = typesOf(newer);
  const lost = (typesOf(older) ?? ["any value"]).filter((type) => types !== null && !fitsType(type, types));
  if (lost.length > 0)
    return [{ path, says: `was ${lost.join(" or ")} and must be ${types?.join(" or ")} now` }];
  return [
    ...boundNarrowings(older, newer, path),
    ...objectNarrowings(older, newer, path, roots),
    ...arrayNarrowings(older, newer, path, roots),
  ];
}

function valueNarrowing(value: unknown, newer: Node, path: string): Narrowing[] {
  const values = valuesOf(newer);
  const types = typesOf(newer);
  const isIn = values === null || values.some((one) => sameJson(one, value));
  if (isIn && (types === null || fitsType(typeOfValue(value), types)))
    return boundNarrowings({ const: value, ...exactBounds(value) }, newer, path);
  return [{ path, says: `took ${JSON.stringify(value)} and does not any more` }];
}

/** A value as the narrowest bounds around it. */
function exactBounds(value: unknown): Node {
  if (typeof value === "string") return { minLength: value.length, maxLength: value.length };
  return typeof value === "number" ? { minimum: value, maximum: value } : {};
}

function objectNarrowings(older: Node, newer: Node, path: string, roots: Roots): Narrowing[] {
  const before = isNode(older.properties) ? older.properties : {};
  const now = isNode(newer.properties) ? newer.properties : {};
  const known = Object.entries(before).flatMap(([name, schema]) =>
    fieldNarrowings(schema, name in now ? now[name] : newer.additionalProperties, `${path}/${name}`, roots),
  );
  const required = list(newer, "required").filter((name) => !list(older, "required").includes(name));
  return [
    ...known,
    ...required.map((name) => ({
      path: `${path}/${String(name)}`,
      says: requiredSays(String(name) in before),
    })),
    ...unknownFieldNarrowings(older, newer, path, roots),
  ];
}

function requiredSays(wasThere: boolean): string {
  return wasThere ? "could be left out and is required now" : "is new and required: what is stored lacks it";
}

function fieldNarrowings(before: unknown, now: unknown, path: string, roots: Roots): Narrowing[] {
  if (now === false) return [{ path, says: "is gone, and unknown fields are refused" }];
  return compare(before, now, path, roots);
}

/** Fields that the schema does not name: those of records, and those that a loose object lets through. */
function unknownFieldNarrowings(older: Node, newer: Node, path: string, roots: Roots): Narrowing[] {
  const { additionalProperties: before } = older;
  const { additionalProperties: now } = newer;
  if (now === false && before !== false)
    return isObject(older) ? [{ path, says: "let unknown fields through and refuses them now" }] : [];
  const names =
    "propertyNames" in newer
      ? compare(older.propertyNames ?? { type: "string" }, newer.propertyNames, `${path}/(name)`, roots)
      : [];
  if (before === false || now === undefined) return names;
  return [...names, ...compare(before, now, `${path}/*`, roots)];
}

function isObject(node: Node): boolean {
  return typesOf(node)?.includes("object") ?? true;
}

function arrayNarrowings(older: Node, newer: Node, path: string, roots: Roots): Narrowing[] {
  const count = Math.max(list(older, "prefixItems").length, list(newer, "prefixItems").length);
  const places = Array.from({ length: count }, (_, index) => {
    const before = itemAt(older, index);
    return before === false ? [] : compare(before, itemAt(newer, index), `${path}/${index}`, roots);
  });
  if (older.items === false || !("items" in newer)) return places.flat();
  if (newer.items === false)
    return (typesOf(older) ?? ["array"]).includes("array")
      ? [...places.flat(), { path, says: "took more items and does not any more" }]
      : places.flat();
  return [...places.flat(), ...compare(older.items, newer.items, `${path}/[]`, roots)];
}

function itemAt(node: Node, index: number): unknown {
  return list(node, "prefixItems")[index] ?? node.items;
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
