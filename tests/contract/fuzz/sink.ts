import { once } from "node:events";
import http from "node:http";

/** A destination that takes whatever comes and answers this and that. */
export type Sink = {
  url: string;
  /** Resolves with the message id of the next delivery to a path. */
  next(path: string): Promise<string>;
  close(): void;
};

const STATUSES = [200, 200, 200, 204, 302, 404, 429, 489, 500];

export async function startSink(): Promise<Sink> {
  const wanted = new Map<string, (messageId: string) => void>();
  let count = 0;
  const server = http.createServer(({ url = "", headers }, response) => {
    const found = wanted.get(url);
    found?.(String(headers["upstash-message-id"]));
    count += 1;
    response.writeHead(found ? 200 : (STATUSES[count % STATUSES.length] ?? 200)).end("anything");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    next: (path) => new Promise((resolve) => wanted.set(path, resolve)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
