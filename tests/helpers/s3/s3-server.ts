import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { S3Config } from "@/lib/storage/s3/s3-config";
import { type Answer, memoryBucket, refusal } from "./bucket";
import { verifySigV4 } from "./verify-sigv4";

/** What happens to a request instead of its answer; `drop-answer` does what it asks for first. */
type Fault = "drop" | "drop-answer" | Answer;

/** A fault for some requests, such as `POST` with `uploadId=`; it strikes so many times. */
type FaultRule = { method: string; has: string; times: number; fault: Fault };

/**
 * A store that speaks S3 over real HTTP, on this machine: it checks every signature, and fails when it is told to. Its
 * bucket is found in the path and in the host's name.
 */
export async function startS3({ equalParts = false } = {}) {
  const credentials = {
    accessKeyId: "test-key",
    secretAccessKey: randomBytes(20).toString("hex"),
    region: "auto",
  };
  const bucket = memoryBucket({ equalParts });
  const store = {
    ...bucket,
    /** What came: method and address. */
    seen: [] as string[],
    faults: [] as FaultRule[],
    /** How far its clock is ahead, in seconds. */
    ahead: 0,
    url: "",
    config: (changes: Partial<S3Config> = {}): S3Config => ({
      endpoint: store.url,
      bucket: "files",
      addressing: "path",
      uploads: "native",
      ...credentials,
      ...changes,
    }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
  store.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return store;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    const asked = `${request.method} ${request.url}`;
    store.seen.push(asked);
    const rule = store.faults.find(
      ({ method, has, times }) => times > 0 && method === request.method && asked.includes(has),
    );
    if (rule) rule.times -= 1;
    if (rule?.fault === "drop") return void request.socket.destroy();
    if (rule && typeof rule.fault === "object") return send(response, rule.fault);
    const answer = answerTo(request, body);
    if (rule?.fault === "drop-answer") return void request.socket.destroy();
    send(response, answer);
  }

  function answerTo(request: IncomingMessage, body: Buffer): Answer {
    const now = Date.now() + store.ahead * 1_000;
    const wrong = verifySigV4(request, body, credentials, now);
    if (wrong !== null) return refusal(403, wrong);
    const url = new URL(request.url ?? "/", "http://store");
    const isHost = request.headers.host?.startsWith("files.") === true;
    const [, ...path] = url.pathname.split("/");
    if (!isHost && path.shift() !== "files") return refusal(404, "NoSuchBucket");
    return bucket.answer({
      method: request.method ?? "",
      key: path.join("/"),
      query: url.searchParams,
      headers: new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body,
    });
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(status === 204 ? undefined : body);
}
