import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { testUser } from "./credentials";
import { startQStashLocal } from "./server";

// Each test starts node and the TypeScript loader anew.
vi.setConfig({ testTimeout: 30_000 });

function start(...args: string[]): ChildProcess {
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(process.execPath, ["--import", "tsx", `${import.meta.dirname}/index.ts`, ...args], {
    env,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function run(...args: string[]) {
  const child = start(...args);
  const [out, error] = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ""));
  const [code] = await once(child, "close");
  return { code, out: await out, error: await error };
}

/** Starts it and reads what it says until it stands. */
async function startAndRead(...args: string[]) {
  const child = start(...args);
  let out = "";
  child.stdout?.on("data", (chunk) => (out += String(chunk)));
  await vi.waitUntil(() => out.includes("Ctrl-C"), { timeout: 20_000, interval: 20 });
  return { child, out };
}

it("says where it listens, what to paste and that it is for development; Ctrl-C ends it with 0", async () => {
  const { child, out } = await startAndRead("--port", "0");
  const url = /QSTASH_URL=(\S+)/.exec(out)?.[1];
  expect(out).toContain(`QSTASH_TOKEN=${testUser.token}`);
  expect(out).toContain(`QSTASH_CURRENT_SIGNING_KEY=${testUser.currentSigningKey}`);
  expect(out).toContain(`QSTASH_NEXT_SIGNING_KEY=${testUser.nextSigningKey}`);
  expect(out).toContain("For development only");
  expect((await fetch(`${url}/_dev/health`)).status).toBe(200);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
});

it("--random-keys makes keys that nobody else has", async () => {
  const { out } = await startAndRead("--port=0", "--random-keys", "--quiet");
  expect(out).toMatch(/QSTASH_CURRENT_SIGNING_KEY=sig_\w{28}\n/);
  expect(out).not.toContain(testUser.currentSigningKey);
  expect(out).not.toContain(testUser.token);
});

it("a taken port is named, with what to do", async () => {
  const server = await startQStashLocal();
  onTestFinished(() => server.close());
  const { port } = new URL(server.url);
  const { code, error } = await run("--port", port);
  expect(code).toBe(1);
  expect(error).toContain(`port ${port} is taken: stop what uses it, or choose another one with --port`);
});

it("a bad command line is refused before anything starts", async () => {
  const { code, error } = await run("--prot", "1");
  expect([code, error]).toEqual([1, 'qstash-local: unknown argument "--prot": --help lists what there is\n']);
});

it("a data folder that another server uses is refused, and is kept when it ends", async () => {
  const data = await mkdtemp(join(tmpdir(), "qstash-local-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const server = await startQStashLocal({ data });
  const { code, error } = await run("--port", "0", "--data", data);
  expect([code, error]).toEqual([1, expect.stringContaining(`${data} is in use by another server`)]);
  await server.close();
  const { out } = await startAndRead("--port", "0", "--data", data);
  expect(out).toContain(`state is in ${data}`);
});

it("--help lists every option", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const option of [
    "--port",
    "--data",
    "--random-keys",
    "--parallelism",
    "--delay-scale",
    "--burst-limit",
    "--daily-limit",
    "--quiet",
    "For development",
  ])
    expect(out).toContain(option);
});
