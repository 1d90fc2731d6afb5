import { startAppServer } from "@/tests/helpers/app-server";
import { makeThings } from "./make-things";
import { makeRoles } from "./roles";

/** The app with somebody of each role, and a thing of each kind that belongs to the owner. */
export async function startWithEverybody() {
  const app = await startAppServer();
  try {
    const roles = await makeRoles(app);
    return { app, roles, things: await makeThings(app, roles.owner) };
  } catch (error) {
    await app.stop();
    throw error;
  }
}
