import { createApp } from "./app";
import { devDatabase } from "./database-step";
import type { Launch } from "./launch";
import { devMailbox } from "./mailbox-step";
import { type Environment, nextVersion } from "./next";
import { panel } from "./panel";
import { seedPeople } from "./people-step";
import { freePort } from "./ports";
import { devQStash } from "./qstash-step";
import { registerSchedules } from "./schedules-step";
import { migrateSchema } from "./schema-step";
import { keptSecret, stripeSecret } from "./secrets";

const USUAL_PORT = 3000;
const SECRET_FILE = ".data/auth-secret";

type Address = { port: number; preferred: number; baseUrl: string };

/**
 * Starts all that development needs, in order, and says where it is. What the environment names, such as
 * `DATABASE_URL`, is used instead of the local part.
 */
export async function startDevStack(launch: Launch): Promise<void> {
  const database = await devDatabase(launch);
  await migrateSchema(launch, database.directUrl);
  const signIn = database.isLocal ? await seedPeople(launch, database.url) : null;
  const qstash = await devQStash(launch);
  const resend = await devMailbox(launch);
  const address = await chooseAddress(launch.given);
  const environment: Environment = {
    ...launch.given,
    DATABASE_URL: database.url,
    BASE_URL: address.baseUrl,
    BETTER_AUTH_SECRET: launch.given.BETTER_AUTH_SECRET ?? (await keptSecret(SECRET_FILE)),
    STRIPE_WEBHOOK_SECRETS: launch.given.STRIPE_WEBHOOK_SECRETS ?? stripeSecret(),
    NODE_ENV: "development",
    NEXT_TELEMETRY_DISABLED: "1",
    ...qstash,
    ...resend,
  };
  await registerSchedules(launch, environment);
  await startNext(launch, address, environment);
  launch.report.line(
    panel({ app: address.baseUrl, qstash: qstash.QSTASH_URL, mailbox: resend.RESEND_BASE_URL, signIn }),
  );
}

/**
 * Where the app will listen, and its address for QStash and people.
 *
 * @throws {Error} when `BASE_URL` names a port of this machine that is taken.
 */
async function chooseAddress(given: NodeJS.ProcessEnv): Promise<Address> {
  const named = given.BASE_URL ? loopbackPort(given.BASE_URL) : undefined;
  const preferred = Number(given.PORT) || named || USUAL_PORT;
  const port = await freePort(preferred);
  if (named !== undefined && named !== port) {
    throw new Error(
      `BASE_URL is ${given.BASE_URL}, but port ${preferred} is taken. Free it or change BASE_URL.`,
    );
  }
  return { port, preferred, baseUrl: given.BASE_URL ?? `http://localhost:${port}` };
}

/** Undefined for an address elsewhere, such as a tunnel to this machine. */
function loopbackPort(baseUrl: string): number | undefined {
  const { hostname, port } = new URL(baseUrl);
  return ["localhost", "127.0.0.1"].includes(hostname) ? Number(port || 80) : undefined;
}

async function startNext(
  launch: Launch,
  { port, preferred }: Address,
  environment: Environment,
): Promise<void> {
  const { report } = launch;
  const app = createApp(launch, { command: "dev", port, environment, onLine: report.line });
  await report.step("next", "starting and compiling the first page", app.start, () => ({
    what: nextVersion(),
    where: `localhost:${port}`,
    preferred,
  }));
}
