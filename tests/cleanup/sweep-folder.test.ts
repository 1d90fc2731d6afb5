import {
  chmod,
  link,
  lstat,
  lutimes,
  mkdir,
  open,
  readFile,
  rename,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FolderChanged, openFolder } from "@/lib/cleanup/temp/folder";
import { openFiles } from "@/lib/cleanup/temp/open-files";
import { type SweepOptions, sweepFolder } from "@/lib/cleanup/temp/sweep-folder";
import { makeTempFolder } from "@/tests/helpers/temp-folder";

const isLinux = process.platform === "linux";
const isRoot = process.getuid?.() === 0;
const DAY_MS = 86_400_000;
const OLD = new Date(Date.now() - 9 * DAY_MS);

let place: string;
let root: string;
let outside: string;
let tests = 0;
beforeAll(async () => {
  place = await makeTempFolder();
});
beforeEach(async () => {
  tests += 1;
  root = join(place, `root-${tests}`);
  outside = join(place, `outside-${tests}`);
  for (const folder of [root, outside]) await mkdir(folder);
  await old(join(outside, "precious"), "precious");
});

/** Sweeps what is older than three days. */
async function sweep(changes: Partial<SweepOptions> = {}, folder = root) {
  const told = { removed: 0, bytes: 0, skipped: new Set<string>() };
  const isDone = await sweepFolder(folder, {
    before: Date.now() - 3 * DAY_MS,
    isDry: false,
    open: new Set(),
    signal: new AbortController().signal,
    isOver: () => false,
    removed: async (bytes) => {
      told.removed += 1;
      told.bytes += bytes;
    },
    skip: (reason, path) => told.skipped.add(`${reason} ${path}`),
    ...changes,
  });
  return { isDone, ...told, skipped: [...told.skipped].toSorted() };
}

async function old(path: string | Buffer, text = "x"): Promise<void> {
  if (typeof path === "string") await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await utimes(path, OLD, OLD);
}

async function oldLink(target: string, path: string): Promise<void> {
  await symlink(target, path);
  await lutimes(path, OLD, OLD);
}

function isThere(path: string | Buffer): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

const precious = () => readFile(join(outside, "precious"), "utf8");

describe("sweeping a folder", () => {
  it("removes old files and folders that are old and empty then, and leaves what is young", async () => {
    await old(join(root, "a/b/old"), "12345");
    await old(join(root, "c/old"));
    await writeFile(join(root, "c/young"), "x");
    for (const folder of ["a/b", "a", "c"]) await utimes(join(root, folder), OLD, OLD);
    const dry = await sweep({ isDry: true });
    expect(await isThere(join(root, "a/b/old"))).toBe(true);
    const swept = await sweep();
    expect(swept).toEqual({ isDone: true, removed: 4, bytes: 6, skipped: [] });
    expect(dry).toEqual(swept);
    expect([await isThere(join(root, "a")), await isThere(join(root, "c/young"))]).toEqual([false, true]);
    expect(await sweep()).toMatchObject({ removed: 0 });
  });

  it("takes names of any bytes", async () => {
    const names = ["two\nlines", "-rf", "a b", "…", "*", "\\", "con\u0007"];
    for (const name of names) await old(join(root, name));
    if (isLinux) await old(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]));
    expect(await sweep()).toMatchObject({ removed: names.length + (isLinux ? 1 : 0), skipped: [] });
  });

  it("removes links and follows none: to a folder outside, to a file, to above, to themselves, to nothing", async () => {
    await oldLink(outside, join(root, "folder"));
    await oldLink(join(outside, "precious"), join(root, "file"));
    await oldLink("..", join(root, "above"));
    await oldLink("self", join(root, "self"));
    await oldLink("/no/where", join(root, "nowhere"));
    await oldLink("/", join(root, "all"));
    expect(await sweep()).toMatchObject({ removed: 6, skipped: [] });
    expect(await precious()).toBe("precious");
  });

  it("refuses a root that is a link", async () => {
    await oldLink(outside, join(root, "link"));
    await expect(sweep({}, join(root, "link"))).rejects.toThrow(/ENOTDIR|ELOOP/);
    expect(await precious()).toBe("precious");
  });

  it("has nothing to do where there is no folder", async () => {
    expect(await sweep({}, join(root, "missing"))).toEqual({
      isDone: true,
      removed: 0,
      bytes: 0,
      skipped: [],
    });
  });

  it("removes one name of a file with others, whose bytes are not free then", async () => {
    await link(join(outside, "precious"), join(root, "hard"));
    expect(await sweep()).toMatchObject({ removed: 1, bytes: 0 });
    expect(await precious()).toBe("precious");
  });

  it.runIf(isLinux)(
    "stays in a folder that is moved away while it is swept, with a link in its place",
    async () => {
      for (const name of ["1", "2", "3"]) {
        await old(join(root, "swapped", name));
        await old(join(outside, name));
      }
      let removed = 0;
      await sweep({
        async removed() {
          removed += 1;
          if (removed > 1) return;
          await rename(join(root, "swapped"), join(root, "moved"));
          await symlink(outside, join(root, "swapped"));
        },
      });
      expect(removed).toBe(3);
      for (const name of ["1", "2", "3", "precious"]) expect(await isThere(join(outside, name))).toBe(true);
      expect(await isThere(join(root, "moved/1"))).toBe(false);
    },
  );

  it("opens no folder that was swapped for a link or another folder since it was looked at", async () => {
    await mkdir(join(root, "folder"));
    const seen = await lstat(join(root, "folder"), { bigint: true });
    await rename(join(root, "folder"), join(root, "moved"));
    await mkdir(join(root, "folder"));
    await expect(openFolder(join(root, "folder"), seen)).rejects.toThrow(FolderChanged);
    await oldLink(outside, join(root, "link"));
    await expect(openFolder(join(root, "link"), seen)).rejects.toThrow(/ELOOP|ENOTDIR/);
  });

  it.runIf(isLinux)("enters no other file system", async () => {
    const { skipped } = await sweep({ isDry: true }, "/dev");
    expect(skipped.some((line) => /^mount (shm|pts|mqueue)$/.test(line))).toBe(true);
  });

  it.runIf(isLinux)("leaves a file that a process has open", async () => {
    await old(join(root, "open"));
    await old(join(root, "closed"));
    const handle = await open(join(root, "open"));
    expect(await sweep({ open: await openFiles() })).toMatchObject({ removed: 1, skipped: ["open open"] });
    await handle.close();
    expect(await sweep({ open: await openFiles() })).toMatchObject({ removed: 1, skipped: [] });
  });

  it.runIf(isLinux)("leaves what is no file, such as a socket", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, "socket"), resolve));
    await utimes(join(root, "socket"), OLD, OLD);
    expect(await sweep()).toMatchObject({ removed: 0, skipped: ["no-file socket"] });
    server.close();
  });

  it.skipIf(isRoot)("tells of what it may not look into, and goes on", async () => {
    await old(join(root, "closed/old"));
    await old(join(root, "old"));
    await chmod(join(root, "closed"), 0);
    expect(await sweep()).toMatchObject({ removed: 1, skipped: ["EACCES closed"] });
    await chmod(join(root, "closed"), 0o700);
  });

  it("leaves what lies deeper than folders of people do", async () => {
    const deep = join(root, ...Array.from({ length: 70 }, () => "d"));
    await old(join(deep, "old"));
    const { removed, skipped } = await sweep();
    expect([removed, skipped]).toEqual([0, [`too-deep ${Array.from({ length: 65 }, () => "d").join("/")}`]]);
  });

  it("stops when it is told to, and goes on another time", async () => {
    for (const name of ["1", "2", "3"]) await old(join(root, name));
    let removed = 0;
    const some = await sweep({ isOver: () => removed > 0, removed: async () => void (removed += 1) });
    expect([some.isDone, removed]).toEqual([false, 1]);
    expect(await sweep()).toMatchObject({ isDone: true, removed: 2 });
    const aborted = AbortSignal.abort(new Error("cancelled"));
    await old(join(root, "4"));
    await expect(sweep({ signal: aborted })).rejects.toThrow("cancelled");
  });

  it("takes it that somebody else was faster", async () => {
    for (let name = 0; name < 200; name += 1) await old(join(root, `${name % 10}/${name}`));
    const both = await Promise.all([sweep(), sweep()]);
    expect(both.reduce((sum, { removed }) => sum + removed, 0)).toBe(200);
    expect(both.flatMap(({ skipped }) => skipped)).toEqual([]);
  });
});
