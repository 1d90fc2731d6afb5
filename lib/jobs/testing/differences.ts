import { isDeepStrictEqual } from "node:util";

/** Something that should be there and is not, or is otherwise. */
export type Difference = { path: string; expected: unknown; actual: unknown };

/**
 * Where `actual` does not have what `expected` names. Objects may have more fields than that; arrays must have as many
 * elements.
 */
export function differences(expected: unknown, actual: unknown, path: string): Difference[] {
  if (Array.isArray(expected)) return inArray(expected, actual, path);
  if (isObject(expected) && isObject(actual))
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, actual[name], `${path}.${name}`),
    );
  return isDeepStrictEqual(expected, actual) ? [] : [{ path, expected, actual }];
}

function inArray(expected: readonly unknown[], actual: unknown, path: string): Difference[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }];
  return expected.flatMap((value, index) => differences(value, actual[index], `${path}[${index}]`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
