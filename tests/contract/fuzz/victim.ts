import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client } from "@upstash/qstash";
import type { Values } from "./play";
import { startSink } from "./sink";

/** A server in a process of its own, so that it may crash, and a destination for what it is made to publish. */
export type Victim = {
  /** Ids that exist at the moment. */
  values(): Promise<Values>;
  assertAlive(): void;
  /** Publishes a message the official way and waits for it. */
  assertWorking(): Promise<void>;
  /** What the process said on its way out. */
  lastWords(): string;
  stop(): Promise<void>;
};

const SERVER = fileURLToPath(new URL("../../../scripts/qstash-local/index.ts", import.meta.url));

export async function startVictim(): Promise<Victim> {
  const server = spawn(process.execPath, ["--import", "tsx", SERVER, "--port=0", "--random-keys", "--quiet"]);
  const sink = await startSink();
  const said = listen(server);
  const [url, token] = await Promise.all([said.value("QSTASH_URL"), said.value("QSTASH_TOKEN")]);
  const client = new Client({ baseUrl: url, token, retry: false });

  return {
    values: () => valuesOf(client, { url, token, destination: sink.url }),
    assertAlive() {
      if (server.exitCode !== null || server.signalCode !== null) throw new Error("the server has crashed");
    },
    async assertWorking() {
      // The scripts may have stopped the clock.
      await fetch(`${url}/_dev/clock/reset`, { method: "POST" });
      const delivered = sink.next("/after-all");
      const { messageId } = await client.publish({ url: `${sink.url}/after-all`, body: "still here" });
      if ((await delivered) !== messageId) throw new Error("another message was delivered");
    },
    lastWords: () => said.all(),
    async stop() {
      const ended = once(server, "exit");
      if (server.kill("SIGKILL")) await ended;
      sink.close();
    },
  };
}

function listen(server: ChildProcess) {
  let text = "";
  for (const stream of [server.stdout, server.stderr]) stream?.on("data", (chunk) => (text += String(chunk)));
  const value = async (name: string): Promise<string> => {
    const found = new RegExp(`${name}=(\\S+)`).exec(text)?.[1];
    if (found) return found;
    if (server.exitCode !== null) throw new Error(`the server does not start: ${text}`);
    await once(server.stdout ?? server, "data");
    return await value(name);
  };
  return { value, all: () => text.slice(text.indexOf("Ctrl-C")) };
}

/** A message that waits and one that is dead, made anew: the scripts cancel and delete whatever they meet. */
async function valuesOf(
  client: Client,
  { url, token, destination }: Record<"url" | "token" | "destination", string>,
): Promise<Values> {
  const { messageId } = await client.publish({ url: `${destination}/waits`, delay: 3600 });
  const [letter] = (await client.dlq.listMessages({ count: 1 })).messages;
  const meaning = new Map([
    ["{destination}", destination],
    ["{token}", token],
    ["{message}", messageId],
    ["{letter}", letter?.dlqId ?? "1-0"],
  ]);
  const fill = (text: string) =>
    text.replaceAll(/\{(destination|token|message|letter)\}/g, (name) => meaning.get(name) ?? name);
  return { port: Number(new URL(url).port), fill };
}
