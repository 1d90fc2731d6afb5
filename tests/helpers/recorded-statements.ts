import type { SQL } from "drizzle-orm";
import { database, useDatabase } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";

/** Every statement that the engine runs from now on, as it was asked; `stop` leaves the database as it was. */
export function recordStatements(): { statements: SQL[]; stop: () => void } {
  const real = database();
  const statements: SQL[] = [];
  const execute: Database["execute"] = (statement) => {
    if (typeof statement !== "string") statements.push(statement.getSQL());
    return real.execute(statement);
  };
  useDatabase(
    new Proxy(real, {
      get: (target, name) => (name === "execute" ? execute : Reflect.get(target, name, target)),
    }),
  );
  return { statements, stop: () => useDatabase(real) };
}
