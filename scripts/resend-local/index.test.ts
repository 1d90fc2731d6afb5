import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { startResendLocal } from "./start-resend-local";

const COMMAND = ["--import", "tsx", new URL("./index.ts", import.meta.url).pathname];

describe("the command line", () => {
  it("serves until it is told to stop, and then ends with 0", async () => {
    const child = spawn(process.execPath, [...COMMAND, "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(child.stdout, "data");
    const url = /listens on (\S+)/.exec(String(line))?.[1];
    const health = await fetch(`${url}/_dev/health`);
    expect(await health.json()).toMatchObject({ service: "resend-local" });
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("--help explains every option and ends with 0", async () => {
    const { code, stdout } = await run("--help");
    expect(code).toBe(0);
    for (const option of ["--port", "--api-key", "--rate-limit"]) expect(stdout).toContain(option);
  });

  it("names a taken port and ends with 1", async () => {
    const taken = await startResendLocal();
    const { code, stderr } = await run("--port", new URL(taken.url).port);
    await taken.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`127.0.0.1:${new URL(taken.url).port}`),
    });
  });

  it.each([
    [["--port", "http"], '--port takes a whole number from 0 to 65535, got "http"'],
    [["--rate-limit", "0"], '--rate-limit takes a whole number from 1 to 10000, got "0"'],
    [["--prot", "1"], "--prot"],
  ])("refuses %j with a reason and ends with 2", async (args, reason) => {
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(reason) });
  });
});

async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...COMMAND, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
  const [code] = await once(child, "close");
  return { code: Number(code), ...output };
}
