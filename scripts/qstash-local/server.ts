import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { type AccountOptions, accountsOf } from "./accounts";
import { handleRequest } from "./api/handle-request";
import { publishScheduled } from "./api/publish-scheduled";
import { type Credentials, readOnlyTokenOf } from "./credentials";
import { describeEvent } from "./describe-event";
import type { ClockControl } from "./engine/clock-control";
import { createService, type Service } from "./engine/service";
import { createFaults, type Faults } from "./faults/faults";
import { ConnectionLost } from "./http/connection-lost";
import { HttpError } from "./http/http-error";
import { refuseGarbage } from "./http/refuse-garbage";
import type { Reply } from "./http/router";
import { limits } from "./limits";
import { handlePage, isForPage } from "./page/handle-page";
import type { PageAnswer } from "./page/page-answer";
import { openDiskStorage } from "./storage/disk-storage";
import { createMemoryStorage } from "./storage/memory-storage";
import { createControlledClock } from "./time/controlled-clock";
import { readDelayScale } from "./time/time-input";

/** A running server, with the credentials of its (first) account; the keys follow their rotation. */
export type QStashLocal = Readonly<Credentials> & {
  /** Its origin, for `QSTASH_URL`: `http://127.0.0.1:8080`. */
  url: string;
  /** Its time: the wall clock until told otherwise. */
  clock: ClockControl;
  /** Looks at everything and changes nothing. */
  readonly readOnlyToken: string;
  /** What goes wrong on purpose. */
  faults: Faults;
  /** As if the process had been killed and started again: attempts are broken off and made again. */
  restart(): Promise<void>;
  /** Breaks off deliveries and frees the port. What is not kept in a folder is gone. */
  close(): Promise<void>;
};

/** All optional. */
export type QStashLocalOptions = AccountOptions & {
  /** 0 (the default) picks a free one. */
  port?: number;
  /** A folder that keeps messages, schedules and all else across restarts and crashes. Default: memory only. */
  data?: string;
  /** Attempts of the account that may be under way at once, at least 1. Default: 100. */
  parallelism?: number;
  /** Multiplies every wait of a message, 0 to 1000; 0 = no wait. Default: 1. */
  delayScale?: number;
  /** Requests per second and account to all endpoints but publish, enqueue and batch. Default: no limit. */
  burstLimit?: number;
  /** Messages per day (UTC) and account through publish, enqueue and batch. Default: no limit. */
  dailyLimit?: number;
  /** Gets a line about each thing that happens to a message. Default: silence. */
  log?: (line: string) => void;
};

/**
 * Starts a QStash-compatible server on 127.0.0.1, for development and tests. Without credentials it serves the four
 * published test users, the first of which the SDK uses in dev mode; with credentials, that one account.
 *
 * @throws when the port is taken (`EADDRINUSE`) or not allowed, the folder is in use or cannot be read, or an option is out of bounds.
 */
export async function startQStashLocal(options: QStashLocalOptions = {}): Promise<QStashLocal> {
  const {
    port = 0,
    data,
    parallelism = limits.parallelism,
    delayScale = 1,
    burstLimit,
    dailyLimit,
    log = () => {},
    ...wanted
  } = options;
  if (!Number.isSafeInteger(parallelism) || parallelism < 1)
    throw new RangeError(`invalid parallelism: expected a whole number of at least 1, came ${parallelism}`);
  const clock = createControlledClock({ delayScale: readDelayScale("delayScale", delayScale) });
  const storage = data === undefined ? createMemoryStorage() : await openDiskStorage(data);
  const accounts = accountsOf(wanted, storage);
  await storage.flushed();
  const server = await listen(port).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  // Only now: with the port taken, nothing may be delivered.
  const faults = createFaults(log);
  const service = createService({
    accounts,
    clock,
    storage,
    parallelism,
    rateLimits: { burstLimit, dailyLimit },
    publishScheduled,
    faults,
    announce: (event) => log(describeEvent(event)),
  });
  server.on("request", (request, response) => void answer(service, request, response, log));

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    await service.close();
    server.closeAllConnections();
    await closed;
    await storage.close();
  }

  const credentials = () => service.tenants()[0]?.account.credentials ?? accounts[0];

  return {
    token: accounts[0].token,
    get currentSigningKey() {
      return credentials().currentSigningKey;
    },
    get nextSigningKey() {
      return credentials().nextSigningKey;
    },
    readOnlyToken: readOnlyTokenOf(accounts[0].token),
    url: `http://127.0.0.1:${portOf(server) ?? port}`,
    clock: service.clock,
    faults,
    restart: () => service.restart(),
    close,
  };
}

async function listen(port: number): Promise<http.Server> {
  // A connection that the client believes alive must not end just as it sends: the SDK would publish twice.
  const server = http.createServer({ keepAliveTimeout: 65_000, requireHostHeader: false });
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
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  try {
    if (isForPage(request)) sendPage(response, await handlePage(service, request));
    else send(response, await handleRequest(service, request));
  } catch (error) {
    if (error instanceof ConnectionLost) return void request.socket.resetAndDestroy();
    const known = error instanceof HttpError ? error : new HttpError(500, `internal error: ${String(error)}`);
    if (known.status === 500) log(`${request.method} ${request.url}: ${String(error)}`);
    send(response, { status: known.status, body: { error: known.message } });
  }
  // What of the body nobody wanted; unread, it would block the next request on this connection.
  request.resume();
}

function sendPage(response: ServerResponse, { status, headers, body }: PageAnswer): void {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
