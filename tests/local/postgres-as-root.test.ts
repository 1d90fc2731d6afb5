import { chmod, cp, lstat, readlink, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPostgres } from "@/scripts/local/postgres";
import { bundledPostgres } from "@/scripts/local/postgres-binaries";
import { removeData } from "@/scripts/local/postgres-staging";
import { ask } from "./ask";
import { type DataFolder, dataFolder } from "./data-folder";

// Only root meets these; as anybody else Postgres runs in place.
describe.runIf(process.getuid?.() === 0)("root", () => {
  let place: DataFolder;
  let lines: string[];

  beforeEach(() => {
    lines = [];
  });

  afterEach(async () => {
    removeData(place.dataDir);
    await place.remove();
  });

  it("runs Postgres as another user, in place where that user can enter", async () => {
    place = await dataFolder();
    const server = await start();
    const owner = await stat(place.dataDir);
    expect(owner.uid).not.toBe(0);
    expect(server.dataDir).toBe(place.dataDir);
    expect(lines).toEqual([]);
    await server.stop();
  });

  it("runs it from a folder that only root may enter: staged outside, told once, kept between runs", async () => {
    place = await dataFolder(0o700);
    const programs = await copyPrograms();
    const first = await start(programs);
    await ask(first.url, "create table kept as select 42 as answer");
    await first.stop();
    expect((await lstat(place.dataDir)).isSymbolicLink()).toBe(true);
    expect(lines).toEqual([expect.stringMatching(`cannot enter ${place.folder}: its .*data are in`)]);

    lines = [];
    const second = await start(programs);
    expect(await ask(second.url, "select answer from kept")).toBe(42);
    expect(lines).toEqual([]);
    await second.stop();
  });

  it("begins anew when the link to staged data was deleted", async () => {
    place = await dataFolder(0o700);
    const first = await start();
    await ask(first.url, "create table old as select 1 as answer");
    await first.stop();
    expect(await readlink(place.dataDir)).toBe(first.dataDir);
    await rm(place.dataDir);
    const second = await start();
    expect(await ask(second.url, "select to_regclass('old') is null as answer")).toBe(true);
    await second.stop();
  });

  function start(programs?: string) {
    return startPostgres({
      dataDir: place.dataDir,
      durable: false,
      programs,
      log: (line) => lines.push(line),
    });
  }

  /** As an installer with a strict umask would: nobody but root can read them. */
  async function copyPrograms(): Promise<string> {
    const programs = join(place.folder, "programs");
    await cp(bundledPostgres(), programs, { recursive: true, verbatimSymlinks: true });
    await chmod(programs, 0o700);
    return programs;
  }
});
