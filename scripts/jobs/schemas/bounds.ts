import { number, type resolved } from "./json-schema";
import type { Narrowing } from "./narrowings";

type Node = ReturnType<typeof resolved>;

/** Keywords that must stay or go. */
const EXACT = ["pattern", "format", "contentEncoding", "contentMediaType", "multipleOf", "uniqueItems"];

/** Where limits of length, size and number became narrower, and where a pattern or a format came or changed. */
export function boundNarrowings(older: Node, newer: Node, path: string): Narrowing[] {
  const lengths = ["Length", "Items", "Properties"].flatMap((what) => [
    ...limitNarrowing(atLeast(older, `min${what}`), atLeast(newer, `min${what}`), `min${what}`, path),
    ...limitNarrowing(atMost(older, `max${what}`), atMost(newer, `max${what}`), `max${what}`, path),
  ]);
  return [
    ...lengths,
    ...limitNarrowing(
      atLeast(older, "minimum", "exclusiveMinimum"),
      atLeast(newer, "minimum", "exclusiveMinimum"),
      "minimum",
      path,
    ),
    ...limitNarrowing(
      atMost(older, "maximum", "exclusiveMaximum"),
      atMost(newer, "maximum", "exclusiveMaximum"),
      "maximum",
      path,
    ),
    ...EXACT.flatMap((keyword) => exactNarrowing(older, newer, keyword, path)),
  ];
}

/** A lower bound, or an upper one with its sign turned round: the higher, the narrower. `itself`: the bound fits too. */
type Bound = { value: number; itself: boolean; says: string } | null;

function atLeast(node: Node, keyword: string, exclusive = ""): Bound {
  return narrower(bound(number(node, keyword), true), bound(number(node, exclusive), false));
}

function atMost(node: Node, keyword: string, exclusive = ""): Bound {
  const upper = narrower(
    bound(negative(number(node, keyword)), true),
    bound(negative(number(node, exclusive)), false),
  );
  return upper && { ...upper, says: `${upper.itself ? "" : "below "}${-upper.value}` };
}

function bound(value: number | null, itself: boolean): Bound {
  return value === null ? null : { value, itself, says: `${itself ? "" : "above "}${value}` };
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}

function narrower(one: Bound, other: Bound): Bound {
  if (one === null || other === null) return one ?? other;
  return isWithin(one, other) ? one : other;
}

/** All that lies within `inner` lies within `outer`. */
function isWithin(inner: NonNullable<Bound>, outer: NonNullable<Bound>): boolean {
  return inner.value > outer.value || (inner.value === outer.value && (outer.itself || !inner.itself));
}

function limitNarrowing(before: Bound, now: Bound, keyword: string, path: string): Narrowing[] {
  // No length is below 0.
  if (now === null || (now.value === 0 && keyword !== "minimum" && keyword.startsWith("min"))) return [];
  if (before !== null && isWithin(before, now)) return [];
  return [{ path, says: `${keyword} is ${now.says} now, and was ${before?.says ?? "not there"}` }];
}

function exactNarrowing(older: Node, newer: Node, keyword: string, path: string): Narrowing[] {
  if (!(keyword in newer)) return [];
  if ("const" in older) return constNarrowing(older.const, newer, keyword, path);
  if (JSON.stringify(older[keyword]) === JSON.stringify(newer[keyword])) return [];
  const was = keyword in older ? `was ${JSON.stringify(older[keyword])}` : "was not there";
  return [{ path, says: `${keyword} is ${JSON.stringify(newer[keyword])} now, and ${was}` }];
}

/** A value that is known can be tried, on a pattern at least. */
function constNarrowing(value: unknown, { pattern }: Node, keyword: string, path: string): Narrowing[] {
  if (keyword === "pattern" && typeof pattern === "string" && new RegExp(pattern, "u").test(String(value)))
    return [];
  return [{ path, says: `took ${JSON.stringify(value)}, which need not fit its ${keyword} now` }];
}
