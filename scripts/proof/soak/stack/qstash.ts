import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { FaultRuleInput } from "@/scripts/qstash-local/faults/fault-rule";
import { ask } from "./ask";
import { program } from "./program";

const PROGRAM = fileURLToPath(new URL("../../../qstash-local/index.ts", import.meta.url));

const VARIABLE = /^\s*(QSTASH_[A-Z_]+)=(\S+)$/;
const keys = z.object({ current: z.string(), next: z.string() });
const faults = z.object({ rules: z.array(z.object({ kind: z.string(), applied: z.number() })) });

/** Tries, 50 ms apart, for what the server prints a moment after it listens. */
const TRIES_MAX = 400;

/** The local QStash in a process of its own, with its state on disk. */
export async function startQStash(options: { port: number; dataDir: string; logFile: string }) {
  const variables: Record<string, string> = {};
  const server = program({
    ...options,
    name: "qstash",
    args: [
      "--import",
      "tsx",
      PROGRAM,
      "--port",
      String(options.port),
      "--data",
      options.dataDir,
      "--random-keys",
    ],
    environment: () => ({ ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined }),
    onLine(line) {
      const [, name, value] = VARIABLE.exec(line) ?? [];
      if (name !== undefined && value !== undefined) variables[name] = value;
    },
  });
  const struck: Record<string, number> = {};
  let rules: FaultRuleInput[] = [];
  await server.start();
  const url = `http://127.0.0.1:${options.port}`;
  const token = await printed(() => variables.QSTASH_TOKEN);

  async function count(): Promise<void> {
    const list = await ask(faults, `${url}/_dev/faults`, { method: "GET" });
    for (const { kind, applied } of list.rules) struck[kind] = (struck[kind] ?? 0) + applied;
  }

  return {
    url,
    token,
    pids: server.pids,
    stop: server.stop,
    /** How often each fault struck, as far as it was counted. */
    struck,
    keys: () => ask(keys, `${url}/v2/keys`, { method: "GET", token }),
    rotateKeys: () => ask(keys, `${url}/v2/keys/rotate`, { token }),
    /** Has it send a page of its dead letters with this label again, as a person does by hand. */
    retryDeadLetters: (label: string) => ask(z.unknown(), `${url}/v2/dlq/retry?label=${label}`, { token }),
    /** From now on these rules, and no others. */
    async setFaults(next: FaultRuleInput[]): Promise<void> {
      await count();
      rules = next;
      await ask(z.unknown(), `${url}/_dev/faults`, { method: "DELETE" });
      if (rules.length > 0) await ask(z.unknown(), `${url}/_dev/faults`, { body: rules });
    },
    /** Kills it and starts it again; it goes on with what is on its disk, and with the same faults. */
    async crash(): Promise<void> {
      await count();
      await server.end("SIGKILL");
      await server.start();
      if (rules.length > 0) await ask(z.unknown(), `${url}/_dev/faults`, { body: rules });
    },
    /** Has it call a route of the app once, now, with a body. */
    async call(destination: string, body: unknown): Promise<void> {
      const response = await fetch(`${url}/v2/publish/${destination}`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Upstash-Retries": "0",
          "Content-Type": "application/json",
        },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`Publishing answered ${response.status}.`);
      await response.body?.cancel();
    },
  };
}

async function printed(read: () => string | undefined): Promise<string> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const value = read();
    if (value !== undefined) return value;
    await wait(50);
  }
  throw new Error("The local QStash did not print its token.");
}
