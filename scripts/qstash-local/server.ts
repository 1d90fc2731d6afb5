import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { handleRequest } from "./api/handle-request";
import { type Credentials, testUser } from "./credentials";
import { describeEvent } from "./describe-event";
import { createTenant, type Tenant } from "./engine/tenant";
import { HttpError } from "./http/http-error";
import { refuseGarbage } from "./http/refuse-garbage";
import { createAgenda } from "./time/agenda";
import { systemClock } from "./time/clock";

/** A running server. */
export type QStashLocal = Credentials & {
  /** Its origin, for `QSTASH_URL`: `http://127.0.0.1:8080`. */
  url: string;
  /** Breaks off deliveries, forgets everything and frees the port. */
  close(): Promise<void>;
};

/** All optional. */
export type QStashLocalOptions = Partial<Credentials> & {
  /** 0 (the default) picks a free one. */
  port?: number;
  /** Gets a line about each thing that happens to a message. Default: silence. */
  log?: (line: string) => void;
};

/**
 * Starts a QStash-compatible server on 127.0.0.1, for development and tests. State is in memory and ends with it.
 * Without credentials it is the published test user 1, which the SDK uses in dev mode.
 *
 * @throws when the port is taken (`EADDRINUSE`) or not allowed.
 */
export async function startQStashLocal(options: QStashLocalOptions = {}): Promise<QStashLocal> {
  const { port = 0, log = () => {}, ...given } = options;
  const credentials = { ...testUser, ...given };
  const agenda = createAgenda(systemClock);
  const tenant = createTenant(credentials, { clock: systemClock, agenda }, (event) =>
    log(describeEvent(event)),
  );
  const server = await listen([tenant], port, log);

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    agenda.close();
    await tenant.engine.close();
    server.closeAllConnections();
    await closed;
  }

  return { ...credentials, url: `http://127.0.0.1:${portOf(server) ?? port}`, close };
}

async function listen(tenants: Tenant[], port: number, log: (line: string) => void): Promise<http.Server> {
  // A connection that the client believes alive must not end just as it sends: the SDK would publish twice.
  const server = http.createServer({ keepAliveTimeout: 65_000, requireHostHeader: false });
  server.on("request", (request, response) => void answer(tenants, request, response, log));
  refuseGarbage(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: http.Server): number | undefined {
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
}

async function answer(
  tenants: Tenant[],
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  try {
    const { status, body } = await handleRequest(tenants, request);
    send(response, status, body);
  } catch (error) {
    const known = error instanceof HttpError ? error : new HttpError(500, `internal error: ${String(error)}`);
    if (known.status === 500) log(`${request.method} ${request.url}: ${String(error)}`);
    send(response, known.status, { error: known.message });
  }
  // What of the body nobody wanted; unread, it would block the next request on this connection.
  request.resume();
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
