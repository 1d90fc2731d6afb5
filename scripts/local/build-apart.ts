import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Launch } from "./launch";
import { type Environment, nextBuild } from "./next";

type Options = {
  /** Where the app is. */
  folder: string;
  /** Of this run: each has a build of its own, so that two at once are not in each other's way. */
  name: string;
  onLine?: (line: string) => void;
  /** Ends the build when it is told to stop, and removes it. */
  shutdown?: Launch["shutdown"];
};

/** A build for production, of which nothing stays behind. */
export type BuildApart = {
  /** What the app needs to find its build and to run at all; none of the developer's own settings. */
  environment: Environment;
  remove: () => Promise<void>;
};

/** Builds a small Next app of a benchmark or a proof. @throws {Error} with the last lines of `next build`. */
export async function buildApart({ folder, name, onLine, shutdown }: Options): Promise<BuildApart> {
  const environment = environmentOf(join(".next", name));
  const remove = () => rm(join(folder, ".next", name), { recursive: true, force: true });
  shutdown?.add(remove);
  try {
    await nextBuild({
      environment,
      folder,
      ...(onLine === undefined ? {} : { onLine }),
      onStarted: (build) => shutdown?.add(() => build.stop()),
    });
    return { environment, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function environmentOf(buildFolder: string): Environment {
  const { PATH, HOME, TMPDIR, NODE_OPTIONS } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    NODE_OPTIONS,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // A developer's .env files are not for it; Next reads none when they count as read.
    __NEXT_PROCESSED_ENV: "true",
    // Read by the app's next.config.ts.
    BUILD_FOLDER: buildFolder,
  };
}
