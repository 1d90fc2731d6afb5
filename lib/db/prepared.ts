import type postgres from "postgres";

type Client = postgres.Sql | postgres.TransactionSql;

/**
 * The same client with prepared statements: Postgres parses a text once a connection and soon plans it no more.
 * Drizzle asks for none where a statement has no name, as the engine's have not.
 */
export function prepared<Some extends Client>(client: Some): Some {
  return new Proxy(client, {
    get(target, name): unknown {
      if (name === "unsafe") return unsafeOf(target);
      if (name === "begin" && "begin" in target) return beginOf(target);
      if (name === "savepoint" && "savepoint" in target) return savepointOf(target);
      return Reflect.get(target, name);
    },
  });
}

function unsafeOf(client: Client): Client["unsafe"] {
  // Without values it is a simple query, which may hold several statements.
  return (text, values = [], options = {}) =>
    client.unsafe(text, values, { ...options, prepare: values.length > 0 });
}

type Work = (tx: postgres.TransactionSql) => Promise<unknown>;

function beginOf(client: postgres.Sql) {
  return (work: Work) => client.begin((tx) => work(prepared(tx)));
}

function savepointOf(client: postgres.TransactionSql) {
  return (work: Work) => client.savepoint((tx) => work(prepared(tx)));
}
