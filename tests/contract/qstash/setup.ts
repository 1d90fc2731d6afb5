import { Client, Receiver } from "@upstash/qstash";
import { onTestFinished, vi } from "vitest";
import { z } from "zod";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { type Destination, startDestination } from "./destination";

/** A fresh server with its own keys, the official client and receiver for it, and somewhere to deliver to. */
export async function setup() {
  const server = await startQStashLocal(randomCredentials());
  const destination = await startDestination();
  // The SDK tells the console about every refused call; the tests look at the error itself.
  const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(async () => {
    quiet.mockRestore();
    await server.close();
    await destination.close();
  });
  const client = new Client({ baseUrl: server.url, token: server.token, retry: false });
  const receiver = new Receiver(server);
  return { server, destination, client, receiver, http: httpFor(server), ...watch(client, destination) };
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
      vi.waitUntil(
        async () => {
          const seen = await states(messageId);
          return seen.some((state) => ENDS.includes(state)) ? seen : undefined;
        },
        { timeout: 10_000, interval: 10 },
      ),
    /** The one request a path gets. */
    delivery: async (path: string) => {
      const [request] = await destination.received(path, 1);
      if (!request) throw new Error(`${path} got nothing`);
      return request;
    },
  };
}
