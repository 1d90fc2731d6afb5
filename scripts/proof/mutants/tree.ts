import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Edit, Mutant } from "./mutants";

const LEFT_OUT = new Set(["node_modules", ".git", ".next", ".data"]);

/** A temporary copy of the source tree, for changes that must never reach the tree itself. */
export type Tree = {
  folder: string;
  /** Makes the mutant's edits, runs `work`, and takes them back. @throws when an edit does not fit. */
  mutated<T>(mutant: Mutant, work: () => Promise<T>): Promise<T>;
  remove(): Promise<void>;
};

export async function copyTree(root: string = process.cwd()): Promise<Tree> {
  const folder = await mkdtemp(join(tmpdir(), "nextjs-jobs-mutants-"));
  await cp(root, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(path.slice(root.length + 1)),
  });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    async mutated(mutant, work) {
      const files = new Map<string, string>();
      try {
        for (const edit of mutant.edits) await apply(folder, edit, files);
        return await work();
      } finally {
        for (const [path, text] of files) await writeFile(path, text);
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function apply(folder: string, edit: Edit, files: Map<string, string>): Promise<void> {
  const path = join(folder, edit.file);
  const text = await readFile(path, "utf8");
  if (!files.has(path)) files.set(path, text);
  await writeFile(path, edited(text, edit));
}

/** The text with the edit made. @throws when what it replaces is not there as often as it says. */
export function edited(text: string, { file, find, replace, times = 1 }: Edit): string {
  const parts = text.split(find);
  const found = parts.length - 1;
  if (times === "all" ? found === 0 : found !== times)
    throw new Error(
      `${file} has ${JSON.stringify(find)} ${found} times, expected ${times === "all" ? "some" : times}. ` +
        "The source has changed: bring the mutant up to date.",
    );
  return parts.join(replace);
}
