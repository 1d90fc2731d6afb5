import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { processStart } from "@/scripts/local/process-identity";
import { type DataFolder, dataFolder } from "./data-folder";
import { eventually } from "./eventually";
import { type Launcher, launch } from "./launcher";

const STACK = new URL("./launch-stack.ts", import.meta.url);
const RUNNER = new URL("./launch-runner.ts", import.meta.url);

const words = z.object({ launcher: z.number(), app: z.number(), child: z.number() });

describe("a launcher of several processes", () => {
  let place: DataFolder;
  let launcher: Launcher<z.output<typeof words>>;

  beforeEach(async () => {
    place = await dataFolder();
  });

  afterEach(async () => {
    await launcher.kill();
    await place.remove();
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("stops all in reverse order on %s and leaves no process and no lock", async (signal, code) => {
    const pids = await started();
    process.kill(pids.launcher, signal);
    expect(await launcher.ended).toBe(code);
    expect(survivors(pids)).toEqual([]);
    expect(readFileSync(join(place.folder, "stopped-first"), "utf8")).toBe("true");
    expect(existsSync(`${place.dataDir}.lock`)).toBe(false);
  });

  it("leaves no process and no lock when it is killed with SIGKILL", async () => {
    const pids = await started();
    process.kill(pids.launcher, "SIGKILL");
    await eventually(() => survivors(pids).length === 0 && !existsSync(`${place.dataDir}.lock`));
  });

  it("leaves no process when the program that ran it is killed with SIGKILL", async () => {
    const pids = await started(RUNNER, [fileURLToPath(STACK), place.folder]);
    expect(pids.launcher).not.toBe(launcher.pid);
    await launcher.kill();
    await eventually(() => survivors(pids).length === 0);
  });

  it("names a part that crashed, shows what it said last and ends all", async () => {
    const pids = await started();
    process.kill(pids.app, "SIGKILL");
    expect(await launcher.ended).toBe(1);
    expect(await launcher.errors).toMatch(/app has ended with code 137.*\n.*the app's last words/);
    expect(survivors(pids)).toEqual([]);
  });

  it("ends all on an uncaught error and shows it", async () => {
    const pids = await started(STACK, [place.folder, "uncaught"]);
    expect(await launcher.ended).toBe(1);
    expect(await launcher.errors).toContain("nobody caught this");
    expect(survivors(pids)).toEqual([]);
  });

  async function started(script = STACK, args = [place.folder]) {
    launcher = launch(script, args, words);
    return { ...(await launcher.said), postgres: await place.serverPid() };
  }
});

function survivors(pids: Record<string, number>): string[] {
  return Object.keys(pids).filter((name) => processStart(pids[name] ?? 0) !== null);
}
