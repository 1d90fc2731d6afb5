import { connect, type Socket } from "node:net";
import postgres from "postgres";

type Options = postgres.Options<Record<string, never>>;

/** postgres.js as the engine uses it, on the database at `url`; with one connection unless told otherwise. */
export function driver(url: string, options: Options = {}): postgres.Sql {
  return postgres(url, {
    max: 1,
    prepare: false,
    connect_timeout: 10,
    backoff: () => 0,
    onnotice: () => undefined,
    ...options,
  });
}

/**
 * The same, with its sockets in our hands: they can be broken between two steps of the driver, which no server
 * and no network can be made to do on time.
 */
export function driverInHand(
  url: string,
  options: Options & { highWaterMark?: number } = {},
): { sql: postgres.Sql; sockets: Socket[] } {
  const { hostname, port } = new URL(url);
  const { highWaterMark, ...rest } = options;
  const sockets: Socket[] = [];
  // The buffer's size is an option of the stream beneath, which the types of `connect` leave out.
  const place = { port: Number(port), host: hostname, writableHighWaterMark: highWaterMark };
  const socket = () =>
    new Promise<Socket>((resolve, reject) => {
      const made = connect(place);
      made.once("connect", () => resolve(made)).once("error", reject);
      sockets.push(made);
    });
  // The types of postgres.js leave out this option, which its README has.
  const withSocket: Options & { socket: () => Promise<Socket> } = { ...rest, socket };
  return { sql: driver(url, withSocket), sockets };
}

/** Ends the session of this backend, as an operator or a failover would. */
export async function terminate(admin: postgres.Sql, pid: number): Promise<void> {
  await admin`select pg_terminate_backend(${pid}::int)`;
}

/** The backend that serves a query of `sql`. */
export async function backendOf(sql: postgres.Sql | postgres.TransactionSql): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return row?.pid ?? 0;
}

/** Sends a query whose refusal may come before anybody waits for it. */
export function sent<Row extends postgres.MaybeRow>(
  query: postgres.PendingQuery<Row[]>,
): postgres.PendingQuery<Row[]> {
  query.catch(() => undefined);
  return query;
}
