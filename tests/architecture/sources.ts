import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One file of ours, by its path from the root. */
export type Source = { path: string; text: string };

/** Every TypeScript file below these folders. */
export function sources(...folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) => filesBelow(folder))
    .map((file) => ({ path: file, text: readText(file) }));
}

/** A file of ours as text; its path is from the root. */
export function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), "utf8");
}

/** Paths from the root of the files below a folder that end in one of these, `.ts` and `.tsx` by default. */
export function filesBelow(folder: string, ending = /\.tsx?$/): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .toSorted((a, b) => a.localeCompare(b));
}
