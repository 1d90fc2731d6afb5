import { readdir, stat } from "node:fs/promises";

/**
 * The files that some process has open now, as `dev:ino`; of this machine's user, since the kernel tells of no others.
 * Empty where there is no `/proc`: then only the age of a file speaks for it.
 */
export async function openFiles(): Promise<ReadonlySet<string>> {
  const processes = (await namesIn("/proc")).filter((name) => /^\d+$/.test(name));
  const open = new Set<string>();
  for (const process of processes) {
    const folder = `/proc/${process}/fd`;
    for (const fd of await namesIn(folder)) {
      const file = await stat(`${folder}/${fd}`, { bigint: true }).catch(() => null);
      if (file?.isFile()) open.add(identity(file));
    }
  }
  return open;
}

export function identity({ dev, ino }: { dev: bigint; ino: bigint }): string {
  return `${dev}:${ino}`;
}

/** A process that has ended meanwhile, or belongs to somebody else, has none. */
async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
