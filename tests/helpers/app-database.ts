import { connect, useDatabase } from "@/lib/db/client";
import { appEnvironment } from "./app-environment";
import { testDatabase } from "./postgres";

const NOWHERE = "http://127.0.0.1:9";

/** A fresh database that the app's code uses, with an environment in which nobody answers. */
export async function openAppDatabase() {
  const fresh = await testDatabase();
  Object.assign(
    process.env,
    appEnvironment({ DATABASE_URL: fresh.url, QSTASH_URL: NOWHERE, BASE_URL: NOWHERE }),
  );
  const { db, close } = connect(fresh.url);
  useDatabase(db);
  return {
    db,
    async close(): Promise<void> {
      await close();
      await fresh.drop();
    },
  };
}
