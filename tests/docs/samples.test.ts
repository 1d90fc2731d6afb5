import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { filesBelow, ROOT, readText } from "@/tests/architecture/sources";
import { pages, type Sample, samplesOf } from "./pages";

/** Pages that show fragments around names of the reader's own, such as `user`. */
const FRAGMENTS = new Set(["docs/people.md", "docs/emails.md"]);

const samples = pages()
  .filter(({ path }) => !FRAGMENTS.has(path))
  .flatMap(samplesOf);

it("every TypeScript sample says in its first line which file it is", () => {
  const unnamed = samples.filter(({ file }) => file === undefined);
  expect(unnamed.map(({ page, line }) => `${page}:${line}: begin it with // path/to/file.ts`)).toEqual([]);
});

it("samples that name the same file are the same", () => {
  const first = new Map<string | undefined, Sample>();
  const differing = samples.filter((sample) => {
    const same = first.get(sample.file) ?? sample;
    first.set(sample.file, same);
    return same.code !== sample.code;
  });
  expect(differing.map(({ page, line, file }) => `${page}:${line}: another ${file}`)).toEqual([]);
});

it("recipes are shown as tests/recipes runs them, each on some page", () => {
  const shown = new Map(samples.map(({ file, code }) => [file, code]));
  const recipes = filesBelow("tests/recipes").filter((file) => !file.endsWith(".test.ts"));
  expect(recipes.length).toBeGreaterThan(5);
  for (const recipe of recipes) {
    const file = recipe.replace("tests/recipes", "lib");
    expect(shown.get(file)).toBe(`// ${file}\n${readText(recipe)}`);
  }
});

it("the samples together compile in this project, strictly", async () => {
  expect(samples.length).toBeGreaterThan(5);
  const folder = await writeProject();
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(await compilerErrors(folder)).toBe("");
});

/** The samples as a project of their own that sees the modules of this one behind its files. */
async function writeProject(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "samples-"));
  await symlink(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig()));
  for (const { file = "", code } of samples) {
    const target = path.join(folder, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, code);
  }
  return folder;
}

function tsconfig(): object {
  return {
    extends: path.join(ROOT, "tsconfig.json"),
    compilerOptions: { paths: { "@/*": ["./*", path.join(ROOT, "*")] }, noUnusedLocals: false, plugins: [] },
    // Besides the samples: the types that this project declares for modules of others.
    include: ["**/*", path.join(ROOT, "next-env.d.ts"), path.join(ROOT, "tests/global-setup.ts")],
    exclude: ["node_modules"],
  };
}

async function compilerErrors(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const compiler = path.join(path.dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const run = promisify(execFile)(process.execPath, [compiler, "--noEmit", "-p", folder]);
  return run.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}
