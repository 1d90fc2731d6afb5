import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/** What goes wrong between the app and QStash. */
export type QStashFault =
  | "none"
  /** The connection breaks before anything arrived. */
  | "refuse"
  /** Nothing arrives and nothing answers. */
  | "silence"
  /** QStash accepts, and its answer is lost. */
  | "drop-answer"
  /** QStash answers this and accepts nothing. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** QStash refuses this message of each batch and accepts the others. */
  | { refuseSlot: number }
  /** What goes to an address that ends so is on its way until then. */
  | { hold: string; until: Promise<unknown> };

/** Stands between the app and QStash and does harm when told to. */
export type QStashProxy = {
  url: string;
  fault: QStashFault;
  /** Sizes of the batches that the app sent, failed ones included. */
  batches: number[];
  /** Method and path of each call, failed ones included. */
  calls: string[];
  /** Breaks every connection there is, also those of requests that were met with silence. */
  hangUp(): void;
  close(): Promise<void>;
};

export async function startQStashProxy(target: string): Promise<QStashProxy> {
  const proxy: QStashProxy = { url: "", fault: "none", batches: [], calls: [], hangUp, close };
  const server = http.createServer((request, response) => void pass(proxy, target, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  proxy.url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return proxy;

  function hangUp(): void {
    server.closeAllConnections();
  }

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    hangUp();
    await closed;
  }
}

async function pass(
  proxy: QStashProxy,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { fault } = proxy;
  const body = await buffer(request);
  proxy.calls.push(`${request.method} ${request.url}`);
  if (request.url === "/v2/batch") proxy.batches.push(items(body).length);
  if (fault === "silence") return;
  if (fault === "refuse") return void request.socket.destroy();
  if (typeof fault === "object" && "status" in fault) {
    return void response.writeHead(fault.status, fault.headers).end(fault.body);
  }
  if (typeof fault === "object" && "hold" in fault && request.url?.endsWith(fault.hold)) await fault.until;
  const isPart = typeof fault === "object" && "refuseSlot" in fault && request.url === "/v2/batch";
  const slot = isPart ? fault.refuseSlot : null;
  const answer = await forward(target, request, slot === null ? body : without(body, slot));
  if (fault === "drop-answer") return void request.socket.destroy();
  const text = slot === null ? answer.text : withError(answer.text, slot);
  response.writeHead(answer.status, { "Content-Type": "application/json" }).end(text);
}

/** Everything but what belongs to one connection. */
const HOP_BY_HOP = new Set(["host", "connection", "content-length", "accept-encoding", "transfer-encoding"]);

async function forward(target: string, { url = "", method = "", headers }: IncomingMessage, body: Buffer) {
  const answer = await fetch(target + url, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, String(value)] satisfies [string, string]],
    ),
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  return { status: answer.status, text: await answer.text() };
}

function without(body: Buffer, slot: number): Buffer {
  return Buffer.from(JSON.stringify(items(body).toSpliced(slot, 1)));
}

function withError(text: string, slot: number): string {
  return JSON.stringify(items(text).toSpliced(slot, 0, { error: "refused by the test" }));
}

function items(body: Buffer | string): unknown[] {
  const parsed: unknown = JSON.parse(body.toString());
  return Array.isArray(parsed) ? parsed : [];
}
