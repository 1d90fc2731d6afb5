import { z } from "zod";
import { type Credentials, randomCredentials } from "@/scripts/qstash-local/credentials";
import { type QStashLocal, startQStashLocal } from "@/scripts/qstash-local/server";
import { environment } from "./environment";

/** What every server has; `ours()` is the rest of our own one, for tests that call `onlyHere`. */
type ServerUnderTest = Pick<QStashLocal, "url" | keyof Credentials | "close"> & { ours(): QStashLocal };

/** A fresh server of our own with its own keys, or the one that the environment names. */
export async function serverUnderTest(): Promise<ServerUnderTest> {
  const { server } = environment;
  return server ? await foreignServer(server.url, server.token) : await ownServer();
}

async function ownServer(): Promise<ServerUnderTest> {
  const server = await startQStashLocal(randomCredentials());
  return Object.assign(server, { ours: () => server });
}

const keys = z.object({ current: z.string(), next: z.string() });

async function foreignServer(url: string, token: string): Promise<ServerUnderTest> {
  const response = await fetch(`${url}/v2/keys`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url}/v2/keys answers ${response.status}: ${await response.text()}`);
  const { current, next } = keys.parse(await response.json());
  return {
    url,
    token,
    currentSigningKey: current,
    nextSigningKey: next,
    close: async () => {},
    ours() {
      throw new Error("this is not our own server: a test that needs it calls onlyHere()");
    },
  };
}
