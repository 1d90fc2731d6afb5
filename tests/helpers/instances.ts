import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { crash } from "./crash-job";
import { signDelivery } from "./sign";
import type { World } from "./world";

type Claims = NonNullable<Parameters<typeof signDelivery>[0]["claims"]>;

/** Further instances of the app behind the same address, each a process of its own; `end` kills what is left. */
export function instancesOf(world: World) {
  const children: ChildProcess[] = [];
  return {
    /** @param flags of node, such as a limit on its memory @param variables of its environment beside ours */
    async start(flags: readonly string[] = [], variables: Record<string, string> = {}) {
      const child = launch(flags, variables);
      children.push(child);
      const end = once(child, "exit").then(([code, signal]: unknown[]) => signal ?? code);
      const [line]: unknown[] = await once(child.stdout, "data");
      const url = String(line).trim();
      const deliverHere = (jobId: string, claims?: Claims) => deliver(world, url, jobId, claims);
      return {
        child,
        end,
        deliver: deliverHere,
        /** Sends SIGTERM and waits until it has come through. */
        async terminate(): Promise<void> {
          const drains = once(child.stdout, "data");
          child.kill("SIGTERM");
          await drains;
        },
      };
    },
    /** To the instance that is this process. */
    deliver: (jobId: string, claims?: Claims) => deliver(world, world.app.url, jobId, claims),
    end(): void {
      for (const child of children.splice(0)) child.kill("SIGKILL");
    },
  };
}

function launch(flags: readonly string[], variables: Record<string, string>) {
  const script = fileURLToPath(new URL("worker-process.ts", import.meta.url));
  return spawn(process.execPath, [...flags, "--import", "tsx", script], {
    env: { ...process.env, CRASHES: "yes", ...variables },
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** As QStash would through a load balancer that chose this instance. */
function deliver(world: World, base: string, jobId: string, claims: Claims = {}): Promise<Response> {
  const body = JSON.stringify({ v: 1, jobId, type: crash.type, leg: 1 });
  const url = `${process.env.BASE_URL}${crash.endpoint}`;
  const signature = signDelivery({ url, body, key: world.qstash.currentSigningKey, claims });
  const headers = { "Upstash-Signature": signature, "Content-Type": "application/json" };
  return fetch(`${base}${crash.endpoint}`, { method: "POST", body, headers });
}
