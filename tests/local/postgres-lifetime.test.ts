import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { startPostgres } from "@/scripts/local/postgres";
import { processStart } from "@/scripts/local/process-identity";
import { ask } from "./ask";
import { type DataFolder, dataFolder } from "./data-folder";
import { eventually } from "./eventually";
import { type Launcher, launch } from "./launcher";

const words = z.object({ url: z.string() });

describe("the embedded Postgres and the process that started it", () => {
  let place: DataFolder;
  const launchers: Launcher<{ url: string }>[] = [];

  beforeEach(async () => {
    place = await dataFolder();
  });

  afterEach(async () => {
    await Promise.all(launchers.splice(0).map((launcher) => launcher.kill()));
    await place.remove();
  });

  it("ends when that process is killed with SIGKILL", async () => {
    const launcher = await launched();
    const server = await place.serverPid();
    await launcher.kill();
    await eventually(() => processStart(server) === null);
  });

  it("starts again at once after a SIGKILL, with its data", async () => {
    const launcher = await launched();
    const { url } = await launcher.said;
    await ask(url, "create table kept as select 42 as answer");
    await launcher.kill();
    expect(await askAgain("select answer from kept")).toBe(42);
  });

  it("is taken over when its guard was killed too and it runs on", async () => {
    const launcher = await launched();
    const orphan = await place.serverPid();
    process.kill(parentOf(orphan), "SIGKILL");
    await launcher.kill();
    expect(processStart(orphan)).not.toBeNull();
    expect(await askAgain("select 1 as answer")).toBe(1);
    expect(processStart(orphan)).toBeNull();
  });

  it("starts although the pid file of a crash names a program that is no Postgres", async () => {
    await (await startPostgres({ dataDir: place.dataDir, durable: false })).stop();
    await writeFile(join(place.dataDir, "postmaster.pid"), `${process.pid}\n${place.dataDir}\n`);
    expect(await askAgain("select 1 as answer")).toBe(1);
  });

  it("refuses a data folder in use and names the holder", async () => {
    const launcher = await launched();
    await expect(startPostgres({ dataDir: place.dataDir })).rejects.toThrow(
      new RegExp(`${place.dataDir} is in use by a test's launcher \\(process ${launcher.pid}, since 20`),
    );
  });

  it("leaves no file behind when it is temporary, after SIGKILL either", async () => {
    const launcher = await launched("temporary");
    await launcher.kill();
    await eventually(async () => (await readdir(place.folder)).length === 0);
  });

  it("gives its data folder free when it is stopped", async () => {
    const server = await startPostgres({ dataDir: place.dataDir, durable: false });
    await server.stop();
    expect(existsSync(`${place.dataDir}.lock`)).toBe(false);
    expect(await server.exited).toMatchObject({ code: 0 });
  });

  async function launched(kind = "kept"): Promise<Launcher<{ url: string }>> {
    const launcher = launch(new URL("./launch-postgres.ts", import.meta.url), [place.dataDir, kind], words);
    launchers.push(launcher);
    await launcher.said;
    return launcher;
  }

  async function askAgain(question: string): Promise<unknown> {
    const again = await startPostgres({ dataDir: place.dataDir, durable: false });
    const answer = await ask(again.url, question);
    await again.stop();
    return answer;
  }
});

function parentOf(pid: number): number {
  return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
}
