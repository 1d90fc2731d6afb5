import { apiDocument } from "@/app/_api/document";

/** Every operation of the document with its path and method, by tag, in the document's order. */
export function operationsByTag(): { tag: string; operations: ShownOperation[] }[] {
  const { tags, paths } = apiDocument();
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      ...operation,
    })),
  );
  return tags.map(({ name }) => ({ tag: name, operations: all.filter((one) => one.tags.includes(name)) }));
}

type Described = ReturnType<typeof apiDocument>["paths"][string][string];

/** An operation as the page shows it. */
export type ShownOperation = Described & { path: string; method: string };
