import { onTestFinished } from "vitest";
import { setup } from "./setup";

type Limits =
  | { parallelism: number; rate?: number; period?: number }
  | { parallelism?: number; rate: number; period?: number };

/** Publishes to `/m` under a key of its own. */
export async function setupKey() {
  const bundle = await setup();
  const { client, http, destination } = bundle;
  const key = bundle.name("key");
  const url = destination.url("/m");
  onTestFinished(async () => {
    await client.flowControl.unpin(key, { parallelism: true, rate: true });
    await client.flowControl.resume(key);
  });
  const publish = async (
    body: string,
    limits: Limits,
    options: { retryDelay?: string; delay?: number } = {},
  ) => {
    const flowControl = { key, ...limits };
    return (await client.publish({ url, body, flowControl, ...options })).messageId;
  };
  const bodies = () => destination.requests("/m").map(({ body }) => body.toString());
  const info = () => client.flowControl.get(key);
  const post = async (verb: string) => (await http("POST", `/v2/flowControl/${key}/${verb}`)).status;
  return { ...bundle, key, url, publish, bodies, info, post };
}
