import type { Path } from "./secret-paths";

/** A copy of plain JSON with `change` applied to what stands at these places, of which none lies within another. */
export function replaceAt(
  value: unknown,
  paths: readonly Path[],
  change: (value: unknown, path: Path) => unknown,
): unknown {
  return paths.reduce((copy, path) => replaced(copy, path, path, change), value);
}

function replaced(
  value: unknown,
  [part, ...rest]: Path,
  whole: Path,
  change: (value: unknown, path: Path) => unknown,
): unknown {
  if (part === undefined) return change(value, whole);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === part ? replaced(item, rest, whole, change) : item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === part ? replaced(inner, rest, whole, change) : inner,
    ]),
  );
}

/** What stands there; undefined where there is nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    const inner: unknown = Reflect.get(at, part);
    return inner;
  }, value);
}
