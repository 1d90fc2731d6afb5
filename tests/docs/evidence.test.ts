import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ROOT, readText } from "@/tests/architecture/sources";

/** A test as a line of the page names it: `file` "name", "another name". */
type Evidence = { file: string; name: string };

it("every test that docs/reliability.md names is there, by that name", () => {
  const evidence = evidenceOf(readText("docs/reliability.md"));
  expect(evidence.length).toBeGreaterThan(30);
  expect(evidence.filter((one) => !exists(one))).toEqual([]);
});

function evidenceOf(page: string): Evidence[] {
  return [...page.matchAll(/`(\S+\.test\.tsx?)`((?:,? "[^"]+")+)/g)].flatMap(([, file = "", names = ""]) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => ({ file, name })),
  );
}

function exists({ file, name }: Evidence): boolean {
  return existsSync(path.join(ROOT, file)) && readText(file).includes(`"${name}"`);
}
