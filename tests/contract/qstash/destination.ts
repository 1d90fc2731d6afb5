import { once } from "node:events";
import http, { type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { vi } from "vitest";
import { randomText } from "@/scripts/qstash-local/ids";
import { environment, patience } from "./environment";

/** A request that a destination got. */
type Received = {
  method: string;
  /** As `url` takes it. */
  path: string;
  /** As it was published. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** What it says: a status, or one with headers and body; `silence` never answers, `hang-up` breaks the connection. */
type Answer =
  | number
  | "silence"
  | "hang-up"
  | { status: number; headers?: Record<string, string>; body?: string | Buffer };

/** A real HTTP server that does as it is told and remembers what it got. */
export type Destination = {
  /** The public URL of a path. It is this destination's alone: two runs against one server do not see each other. */
  url(path: string): string;
  /** Answers in turn for a path, the last one again and again. Without any: 200. */
  answer(path: string, ...answers: Answer[]): void;
  /** What a path has got so far. */
  requests(path: string): Received[];
  /** Waits until a path has got this many. */
  received(path: string, count: number): Promise<Received[]>;
  close(): Promise<void>;
};

export async function startDestination(): Promise<Destination> {
  const answers = new Map<string, Answer[]>();
  const log: Received[] = [];
  const prefix = `/${randomText(10)}`;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      // A late retry of an earlier test, through the same tunnel: accepted, so that it ends.
      const isMine = url.startsWith(prefix);
      const path = url.slice(prefix.length);
      if (isMine) log.push({ method, path, url: origin + url, headers, body: Buffer.concat(chunks) });
      respond(response, isMine ? nextAnswer(path) : 200);
    });
  });
  const origin = await listen(server);
  const requests = (path: string) => log.filter((request) => request.path === path);

  function nextAnswer(path: string): Answer {
    const [next = 200, ...rest] = answers.get(path) ?? [];
    if (rest.length > 0) answers.set(path, rest);
    return next;
  }

  return {
    url: (path) => origin + prefix + path,
    answer: (path, ...given) => void answers.set(path, given),
    requests,
    received: (path, count) =>
      vi.waitUntil(() => (requests(path).length >= count ? requests(path) : undefined), {
        timeout: patience.timeout,
        interval: 5,
      }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Its origin as the server under test sees it. */
async function listen(server: http.Server): Promise<string> {
  server.listen(environment.tunnel?.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return environment.tunnel?.origin ?? `http://127.0.0.1:${port}`;
}

function respond(response: ServerResponse, answer: Answer): void {
  if (answer === "silence") return;
  if (answer === "hang-up") return void response.socket?.destroy();
  const { status, headers = {}, body = "" } = typeof answer === "number" ? { status: answer } : answer;
  response.writeHead(status, headers).end(body);
}
