import { type App, createApp } from "@/scripts/local/app";
import { demoDatabase } from "@/scripts/local/database-step";
import type { Launch } from "@/scripts/local/launch";
import { localMailbox } from "@/scripts/local/mailbox-step";
import { nextVersion } from "@/scripts/local/next";
import { type SignIn, seedPeople } from "@/scripts/local/people-step";
import { freePort } from "@/scripts/local/ports";
import { localQStash } from "@/scripts/local/qstash-step";
import { registerSchedules } from "@/scripts/local/schedules-step";
import { migrateSchema } from "@/scripts/local/schema-step";
import { randomSecret, stripeSecret } from "@/scripts/local/secrets";
import { ensureBuild } from "./build";

/** Where everything is, for a client, and the app process to be killed. */
export type DemoStack = {
  app: App;
  appUrl: string;
  qstash: { url: string; token: string };
  mailboxUrl: string;
  signIn: SignIn;
};

/**
 * Starts a production build with all it needs, on free ports and an empty database: nothing outside is
 * called, and nothing that a developer has set up here is touched.
 */
export async function startDemoStack(launch: Launch): Promise<DemoStack> {
  const base = baseEnvironment(launch);
  // By far the longest step, and it needs none of the others.
  const building = ensureBuild(launch, base);
  const database = await demoDatabase(launch);
  await migrateSchema(launch, database.directUrl);
  const signIn = await seedPeople(launch, database.url);
  const qstash = await localQStash(launch);
  const resend = await localMailbox(launch);
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const environment = { ...base, DATABASE_URL: database.url, BASE_URL: appUrl, ...qstash, ...resend };
  await registerSchedules(launch, environment);
  await reportBuild(launch, building);
  const app = await startApp(launch, port, environment);
  const { QSTASH_URL: url, QSTASH_TOKEN: token } = qstash;
  return { app, appUrl, qstash: { url, token }, mailboxUrl: resend.RESEND_BASE_URL, signIn };
}

function baseEnvironment({ given }: Launch): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, SystemRoot, TEMP } = given;
  return {
    PATH,
    HOME,
    TMPDIR,
    SystemRoot,
    TEMP,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // A developer's .env files are not for the demo; Next reads none when they count as read.
    __NEXT_PROCESSED_ENV: "true",
    JOBS_ENVIRONMENT: "demo",
    BETTER_AUTH_SECRET: randomSecret(),
    STRIPE_WEBHOOK_SECRETS: stripeSecret(),
  };
}

async function reportBuild({ report }: Launch, building: ReturnType<typeof ensureBuild>): Promise<void> {
  await report.step(
    "build",
    "next build, half a minute the first time",
    () => building,
    (how) => ({ what: "next build", where: how === "built" ? "done" : "up to date" }),
  );
}

async function startApp(launch: Launch, port: number, environment: NodeJS.ProcessEnv): Promise<App> {
  const app = createApp(launch, { command: "start", port, environment });
  await launch.report.step("next", "starting", app.start, () => ({
    what: nextVersion(),
    where: `127.0.0.1:${port}`,
  }));
  return app;
}
