import { POST as workEmail } from "@/app/api/jobs/email/route";
import { POST as dispatch } from "@/app/api/v1/dispatch/route";
import { GET as status } from "@/app/api/v1/status/[jobId]/route";
import { handleAuth } from "@/lib/auth/handle-auth";
import { seedDemo } from "@/lib/auth/seed";
import { handleFailedMessage } from "@/lib/jobs/failed-message";
import { startQStashLocal } from "@/scripts/qstash-local/server";
import { startResendLocal } from "@/scripts/resend-local/start-resend-local";
import { fetchByContract } from "./api-contract";
import { appEnvironment } from "./app-environment";
import { signedIn } from "./client";
import { testDatabase } from "./postgres";
import { type Routes, serveRoutes } from "./route-server";

export type { Client } from "./client";

/** The app's routes over real HTTP, on a fresh database with the demo's people, with local QStash and mailbox. */
export type TestApp = Awaited<ReturnType<typeof startApp>>;

/** `more` are routes that only some stories need. */
export async function startApp(more: Routes = {}) {
  const database = await testDatabase();
  const qstash = await startQStashLocal();
  const mailbox = await startResendLocal();
  const server = await serveRoutes({
    "/api/auth/*": handleAuth,
    "/api/v1/dispatch": dispatch,
    "/api/v1/status/*": (request) =>
      status(request, { params: Promise.resolve({ jobId: lastSegment(request) }) }),
    "/api/jobs/email": workEmail,
    "/api/jobs/failed": handleFailedMessage,
    ...more,
  });
  const environment = appEnvironment({
    DATABASE_URL: database.url,
    BASE_URL: server.url,
    QSTASH_URL: qstash.url,
    QSTASH_TOKEN: qstash.token,
    QSTASH_CURRENT_SIGNING_KEY: qstash.currentSigningKey,
    QSTASH_NEXT_SIGNING_KEY: qstash.nextSigningKey,
    RESEND_BASE_URL: mailbox.url,
  });
  Object.assign(process.env, environment);
  const demo = await seedDemo();
  return {
    url: server.url,
    databaseUrl: database.url,
    mailbox,
    /**
     * Signs a demo person in; the answer calls the app as they do. Whatever the API answers is held against its
     * document: what is not described there throws.
     */
    as: (email: string) => signedIn(server.url, email, demo.password),
    anonymous: (path: string, init?: RequestInit) => fetchByContract(new Request(server.url + path, init)),
    async stop() {
      await server.close();
      await qstash.close();
      await mailbox.close();
      await database.drop();
    },
  };
}

function lastSegment(request: Request): string {
  return decodeURIComponent(new URL(request.url).pathname.split("/").at(-1) ?? "");
}
