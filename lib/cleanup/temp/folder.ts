import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath } from "node:fs/promises";

/** What identifies a file or folder, whatever it is called. */
type Identity = { dev: bigint; ino: bigint };

/**
 * A folder that is held open. Names in it are resolved from the open folder itself, as `openat` does: when somebody
 * moves it, or puts a link in its place, between a look and a deed, the deed is still done in this folder.
 */
export type Folder = Identity & {
  /** As bytes: a name need not be text. */
  names(): Promise<Buffer[]>;
  /** Where an entry can be reached, for one call at once. */
  reach(name: Buffer): Promise<Buffer>;
  close(): Promise<void>;
};

/** Thrown when something else lies where the folder was. */
export class FolderChanged extends Error {
  override name = "FolderChanged";
}

/**
 * Opens a folder; a symbolic link in its place is refused.
 *
 * @param path whose parts before the last one are trusted, or resolved from an open folder.
 * @throws {FolderChanged} when it is not the one that `expected` identifies.
 */
export async function openFolder(path: string | Buffer, expected?: Identity): Promise<Folder> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const { dev, ino } = await handle.stat({ bigint: true });
    if (expected !== undefined && (expected.dev !== dev || expected.ino !== ino)) throw new FolderChanged();
    const base = HAS_OPEN_PATHS ? linuxBase(handle) : await checkedBase(path, { dev, ino });
    return {
      dev,
      ino,
      names: async () => await readdir(await base(), { encoding: "buffer" }),
      reach: async (name) => Buffer.concat([Buffer.from(await base()), Buffer.from("/"), name]),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Linux resolves this link to the open folder, not to a path. */
const HAS_OPEN_PATHS = process.platform === "linux";

function linuxBase({ fd }: FileHandle) {
  return async () => `/proc/self/fd/${fd}`;
}

/** Elsewhere a path is all there is: it is looked at again before each call, which leaves a moment between the two. */
async function checkedBase(path: string | Buffer, { dev, ino }: Identity) {
  const real = await realpath(path);
  return async () => {
    const found = await lstat(real, { bigint: true });
    if (found.dev !== dev || found.ino !== ino || (await realpath(real)) !== real) throw new FolderChanged();
    return real;
  };
}
