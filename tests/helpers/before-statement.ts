import { PgDialect } from "drizzle-orm/pg-core";
import { database, useDatabase } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";

/** Lets something happen just before the next statement with this text: a race that ends the same way each time. */
export function beforeStatement(text: string, act: () => Promise<unknown>): void {
  const real = database();
  const execute = async (statement: Parameters<Database["execute"]>[0]): Promise<unknown> => {
    const asked = typeof statement === "string" ? statement : DIALECT.sqlToQuery(statement.getSQL()).sql;
    if (asked.includes(text)) {
      useDatabase(real);
      await act();
    }
    return await real.execute(statement);
  };
  useDatabase(
    new Proxy(real, {
      get: (target, name) => (name === "execute" ? execute : Reflect.get(target, name, target)),
    }),
  );
}

const DIALECT = new PgDialect();
