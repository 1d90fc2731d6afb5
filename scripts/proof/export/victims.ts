import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

type Victim = { child: ChildProcess; url: string };

/** The process that runs exports: a new one takes the place of one that was killed. */
export function startVictims() {
  let current: Promise<Victim> | undefined;
  const peaks: number[] = [];
  const baselines: number[] = [];
  const start = async (): Promise<Victim> => {
    const victim = await spawnVictim();
    baselines.push(memoryOf(victim.child, "VmRSS"));
    return victim;
  };
  return {
    /** Hands a delivery on; when the process dies over it, QStash sees what it sees of a host that is gone. */
    async pass(request: Request): Promise<Response> {
      current ??= start();
      const { url } = await current;
      try {
        return await fetch(new URL(new URL(request.url).pathname, url), {
          method: "POST",
          headers: request.headers,
          body: await request.arrayBuffer(),
        });
      } catch {
        return new Response(null, { status: 502 });
      }
    },
    /** @returns whether there was a process to kill. */
    async kill(): Promise<boolean> {
      const victim = await current;
      current = undefined;
      if (victim === undefined) return false;
      peaks.push(memoryOf(victim.child, "VmHWM"));
      victim.child.kill("SIGKILL");
      await once(victim.child, "exit");
      return true;
    },
    /** The most memory that any of the processes had, and the most that one had before its first export, in MB. */
    async memory(): Promise<{ peakMb: number; idleMb: number }> {
      const victim = await current;
      if (victim !== undefined) peaks.push(memoryOf(victim.child, "VmHWM"));
      return { peakMb: Math.max(...peaks), idleMb: Math.max(...baselines) };
    },
    stop(): void {
      void current?.then(({ child }) => child.kill("SIGKILL"));
    },
  };
}

async function spawnVictim(): Promise<Victim> {
  const script = fileURLToPath(new URL("../../../tests/helpers/file-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], { stdio: ["ignore", "pipe", "ignore"] });
  const [line]: unknown[] = await once(child.stdout, "data");
  return { child, url: String(line).trim() };
}

/** As Linux counts it: resident pages, in MB. */
function memoryOf({ pid }: ChildProcess, field: "VmRSS" | "VmHWM"): number {
  const [, kilobytes] =
    new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
