import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

/** The server as a process of its own that keeps its state in a folder, so that it can be killed and started again. */
export type ServerProcess = {
  url: string;
  /** `kill -9`: no chance to put anything in order. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same folder. */
  start(): Promise<void>;
};

export async function startServerProcess(): Promise<ServerProcess> {
  const data = await mkdtemp(join(tmpdir(), "qstash-local-"));
  let child: ChildProcess | undefined;
  let url = "";

  async function start(): Promise<void> {
    const port = url === "" ? "0" : new URL(url).port;
    const running = run(["--port", port, "--data", data, "--quiet"]);
    child = running.child;
    url = await running.url;
  }

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  }

  onTestFinished(async () => {
    await kill();
    await rm(data, { recursive: true, force: true });
  });
  await start();
  return {
    get url() {
      return url;
    },
    kill,
    start,
  };
}

function run(args: string[]): { child: ChildProcess; url: Promise<string> } {
  const script = join(import.meta.dirname, "../../../scripts/qstash-local/index.ts");
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  const url = vi.waitUntil(
    () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${said}`);
      return said.includes("Ctrl-C") ? /QSTASH_URL=(\S+)/.exec(said)?.[1] : undefined;
    },
    { timeout: 20_000, interval: 20 },
  );
  return { child, url };
}
