import { Client, Receiver } from "@upstash/qstash";
import { onTestFinished, vi } from "vitest";
import { z } from "zod";
import { randomText } from "@/scripts/qstash-local/ids";
import { belongingsOf } from "./belongings";
import { type Destination, startDestination } from "./destination";
import { environment, patience } from "./environment";
import { serverUnderTest } from "./server-under-test";
import { sweep } from "./sweep";

vi.setConfig({ testTimeout: 3 * patience.timeout });

/**
 * The server under test, the official client and receiver for it, and somewhere to deliver to. Others may use the
 * server at the same time: look only at what is this test's own, by `logs`, `letters`, `schedules` and `name`.
 */
export async function setup() {
  const server = await serverUnderTest();
  const destination = await startDestination();
  // The SDK tells the console about every refused call; the tests look at the error itself.
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  const names = new Set<string>();
  const client = new Client({ baseUrl: server.url, token: server.token, retry: false });
  onTestFinished(async () => {
    if (environment.server) await sweep(client, destination.url(""), names);
    quiet.mockRestore();
    await server.close();
    await destination.close();
  });
  const receiver = new Receiver(server);
  const own = belongingsOf(client, destination.url(""));
  return {
    server,
    destination,
    client,
    receiver,
    name: (base: string) => newName(base, names),
    http: httpFor(server),
    ...own,
    ...watch(client, destination),
  };
}

/** A name that no other test has: for labels, queues, groups, keys, and ids of schedules and deduplication. */
function newName(base: string, names: Set<string>): string {
  const name = `${base}.${randomText(10)}`;
  names.add(name);
  return name;
}

/** The id in the answer to a publish over plain HTTP. */
export async function messageIdOf(response: Response): Promise<string> {
  return z.object({ messageId: z.string() }).parse(await response.json()).messageId;
}

/** Plain HTTP with the token. */
function httpFor(server: { url: string; token: string }) {
  return (
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
  ) =>
    fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${server.token}`, ...init.headers },
      body: init.body,
    });
}

function watch(client: Client, destination: Destination) {
  const states = async (messageId: string) => {
    const { logs } = await client.logs({ filter: { messageId } });
    return logs.map((entry): string => entry.state).toReversed();
  };
  const ENDS = ["DELIVERED", "FAILED", "CANCELED"];
  return {
    /** The states a message went through, oldest first. */
    states,
    /** Waits until nothing more will happen to a message; returns its states. */
    ended: (messageId: string) =>
      vi.waitUntil(async () => {
        const seen = await states(messageId);
        return seen.some((state) => ENDS.includes(state)) ? seen : undefined;
      }, patience),
    /** The one request a path gets. */
    delivery: async (path: string) => {
      const [request] = await destination.received(path, 1);
      if (!request) throw new Error(`${path} got nothing`);
      return request;
    },
  };
}
