import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Routes = Record<string, (request: Request) => Promise<Response>>;

type RouteServer = {
  url: string;
  /** By default at once. */
  close(when?: "at once" | "after the answers"): Promise<void>;
};

/**
 * Serves Next route handlers over real HTTP, without Next. A path that ends in `*` takes all that begin so;
 * unknown paths are 404.
 */
export async function serveRoutes(routes: Routes): Promise<RouteServer> {
  const server = createServer((incoming, outgoing) => void answer(routes, incoming, outgoing));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close(when = "at once") {
      const closed = once(server, "close");
      server.close();
      if (when === "at once") server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(routes: Routes, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? "/", `http://${incoming.headers.host}`);
  const route = routes[url.pathname] ?? routes[wildcard(routes, url.pathname)];
  const response =
    route === undefined
      ? new Response(null, { status: 404 })
      : await route(webRequest(url, incoming, whenLeft(outgoing)));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function wildcard(routes: Routes, path: string): string {
  return Object.keys(routes).find((key) => key.endsWith("*") && path.startsWith(key.slice(0, -1))) ?? "";
}

/** Aborted when the client goes away before it has its answer, as Next does. */
function whenLeft(outgoing: ServerResponse): AbortSignal {
  const left = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) left.abort();
  });
  return left.signal;
}

function webRequest(url: URL, incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] satisfies [string, string]],
  );
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const init = { method: incoming.method ?? "GET", headers, duplex: "half", signal };
  return new Request(url, hasBody ? { ...init, body: webStream(incoming) } : init);
}

/** Takes all that comes, also what nobody reads any more: else the next request on this connection would break. */
function webStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let isWanted = true;
  return new ReadableStream({
    start(controller) {
      incoming.on("data", (chunk: Buffer) => {
        if (isWanted) controller.enqueue(new Uint8Array(chunk));
      });
      incoming.once("end", () => {
        if (isWanted) controller.close();
      });
      incoming.once("error", (error) => controller.error(error));
    },
    cancel() {
      isWanted = false;
    },
  });
}
