import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Account } from "./postgres-account";
import { programPath } from "./postgres-binaries";
import { stageData, stagePrograms, stagingFolder } from "./postgres-staging";

/** Where the server's programs and data really are. */
export type Place = { programs: string; dataDir: string };

type PlaceOptions = Place & { account?: Account; log: (line: string) => void };

/**
 * Finds a place for programs and data that the account can enter. Where it cannot enter the project, such
 * as in root's home, programs and data live in a staging folder outside, to which the data folder here
 * becomes a link; the log says so when that happens, which is once.
 *
 * @throws {Error} when the account can enter none of the staging folders either.
 */
export async function placeFor({ programs, dataDir, account, log }: PlaceOptions): Promise<Place> {
  mkdirSync(dirname(dataDir), { recursive: true });
  if (!account) return { programs, dataDir };
  const canRun = canDo(account, programPath(programs, "postgres"), ["--version"]);
  const canKeep = canEnter(account, dirname(dataDir));
  if (canRun && canKeep) return { programs, dataDir };

  const staging = stagingFolder((folder) => canEnter(account, folder));
  const staged: string[] = [];
  const place = {
    programs: canRun ? programs : stagePrograms(programs, staging, () => staged.push("programs")),
    dataDir: canKeep ? dataDir : await stageData(dataDir, staging, () => staged.push("data")),
  };
  const closed = firstClosed(account, canKeep ? programs : dirname(dataDir));
  if (staged.length > 0) {
    log(
      `Postgres refuses to run as root, so ${account.name} runs it, who cannot enter ${closed}: ` +
        `its ${staged.join(" and ")} are in ${staging}`,
    );
  }
  return place;
}

function canEnter(account: Account, folder: string): boolean {
  return canDo(account, "/bin/sh", ["-c", 'cd "$1"', "sh", folder]);
}

/** Tries it as that user: modes alone would not know of access lists, mounts and containers. */
function canDo({ uid, gid }: Account, command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { uid, gid, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The outermost folder on the way to a path that the account cannot enter: the one to name. */
function firstClosed(account: Account, path: string): string {
  const parent = dirname(resolve(path));
  return parent === path || canEnter(account, parent) ? path : firstClosed(account, parent);
}
