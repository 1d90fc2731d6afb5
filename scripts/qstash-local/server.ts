import { once } from "node:events";
import http from "node:http";
import { accountsOf } from "./accounts";
import { answerRequest } from "./answer-request";
import { publishScheduled } from "./api/publish-scheduled";
import { type Credentials, readOnlyTokenOf } from "./credentials";
import { describeEvent } from "./describe-event";
import type { ClockControl } from "./engine/clock-control";
import { createService } from "./engine/service";
import { createFaults, type Faults } from "./faults/faults";
import { refuseGarbage } from "./http/refuse-garbage";
import { type QStashLocalOptions, readOptions } from "./server-options";
import { openDiskStorage } from "./storage/disk-storage";
import { createMemoryStorage } from "./storage/memory-storage";
import { createControlledClock } from "./time/controlled-clock";

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

/**
 * Starts a QStash-compatible server on 127.0.0.1, for development and tests. Without credentials it serves the four
 * published test users, the first of which the SDK uses in dev mode; with credentials, that one account.
 *
 * @throws when the port is taken (`EADDRINUSE`) or not allowed, the folder is in use or cannot be read, or an option is out of bounds.
 */
export async function startQStashLocal(options: QStashLocalOptions = {}): Promise<QStashLocal> {
  const { port, log, data, accounts: wanted, ...settings } = readOptions(options);
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
    ...settings,
    accounts,
    clock: createControlledClock(settings),
    storage,
    publishScheduled,
    faults,
    announce: (event) => log(describeEvent(event)),
  });
  server.on("request", (request, response) => void answerRequest(service, request, response, log));

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
