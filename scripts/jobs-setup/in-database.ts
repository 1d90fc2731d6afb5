import { connect, useDatabase } from "@/lib/db/client";
import { env } from "@/lib/env/env";

/** Lets `work` use the app's database, over a pool that ends with it. */
export async function inDatabase<T>(work: () => Promise<T>): Promise<T> {
  const { DATABASE_URL_DIRECT, DATABASE_URL } = env();
  const { db, close } = connect(DATABASE_URL_DIRECT ?? DATABASE_URL, { max: 2 });
  useDatabase(db);
  try {
    return await work();
  } finally {
    await close();
  }
}
