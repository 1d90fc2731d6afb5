import { type Leashed, runLeashed } from "./leash";
import { freePort } from "./ports";
import { programPath } from "./postgres-binaries";
import type { Cluster } from "./postgres-cluster";

const HOST = "127.0.0.1";
const START_TRIES = 5;
const READY = "database system is ready to accept connections";
const PORT_TAKEN = "Address already in use";

export type ServerSettings = Cluster & {
  durable: boolean;
  /** Libraries to preload. */
  preload: string[];
  /** Deleted once the server was stopped; the folder only if nothing else is in it. */
  removeAfter: string[];
  removeIfEmpty: string;
};

/** A running server. */
export type Server = { process: Leashed; port: number };

/**
 * Starts the server on the preferred port or, when that is taken, another one.
 *
 * @throws {Error} with the last lines that the server wrote, when it does not come up.
 */
export async function launchServer(settings: ServerSettings, preferred?: number): Promise<Server> {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort(preferred);
    try {
      return { process: await launchOn(settings, port), port };
    } catch (error) {
      // Somebody else took the port between the look and the start.
      const isTaken = error instanceof Error && error.message.includes(PORT_TAKEN);
      if (!isTaken || tries === START_TRIES) throw error;
    }
  }
}

/** Starts the server on this very port. */
export async function launchOn(settings: ServerSettings, port: number): Promise<Leashed> {
  let markReady: () => void;
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });
  const server = await runLeashed({
    command: programPath(settings.programs, "postgres"),
    args: serverArgs(settings, port),
    cwd: "/",
    env: { ...process.env, LC_ALL: "C" },
    account: settings.account,
    // Fast, immediate, gone.
    stopSignals: ["SIGINT", "SIGQUIT", "SIGKILL"],
    removeAfter: settings.removeAfter,
    removeIfEmpty: settings.removeIfEmpty,
    onLine: (line) => {
      if (line.includes(READY)) markReady();
    },
  });
  const ended = server.exited.then(({ lastLines }) => lastLines);
  const endedWith = await Promise.race([ready, ended]);
  if (!endedWith) return server;
  throw new Error(`Postgres did not start in ${settings.dataDir}:\n${endedWith.join("\n")}`);
}

function serverArgs({ dataDir, durable, preload }: ServerSettings, port: number): string[] {
  const settings = {
    listen_addresses: HOST,
    port,
    unix_socket_directories: "",
    max_connections: 200,
    // Nobody replicates from here, so the log of changes may be small.
    wal_level: "minimal",
    max_wal_senders: 0,
    shared_preload_libraries: preload.join(","),
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return ["-D", dataDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
