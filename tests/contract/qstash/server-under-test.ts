import { z } from "zod";
import { randomCredentials } from "@/scripts/qstash-local/credentials";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";
import { environment } from "./environment";

/** A fresh server of our own with its own keys, or the one that the environment names. */
export async function serverUnderTest(): Promise<QStashLocal> {
  const { server } = environment;
  return server ? await foreignServer(server.url, server.token) : await startQStashLocal(randomCredentials());
}

const keys = z.object({ current: z.string(), next: z.string() });

async function foreignServer(url: string, token: string): Promise<QStashLocal> {
  const response = await fetch(`${url}/v2/keys`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url}/v2/keys answers ${response.status}: ${await response.text()}`);
  const { current, next } = keys.parse(await response.json());
  return {
    url,
    token,
    currentSigningKey: current,
    nextSigningKey: next,
    restart: () =>
      Promise.reject(new Error("only our own server can be restarted: call onlyHere() in such a test")),
    close: async () => {},
  };
}
