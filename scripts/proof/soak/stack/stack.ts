import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { migrateDatabase } from "@/lib/db/migrate";
import { nextServer } from "@/scripts/local/next";
import { freePort } from "@/scripts/local/ports";
import { startPostgres } from "@/scripts/local/postgres";
import { randomSecret } from "@/scripts/local/secrets";
import { startBalancer } from "./balancer";
import { buildSoakApp, SOAK_APP } from "./build";
import { type Program, program } from "./program";
import { startProvider } from "./provider";
import { startQStash } from "./qstash";
import { createSoakTables } from "./tables";

/** What the app calls itself, and labels its messages with. */
export const ENVIRONMENT = "soak";

export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Everything that a soak needs, in `folder`: Postgres that keeps what it committed, the local QStash with its state on
 * disk, the provider outside, and two processes of the same production build behind one address.
 */
export async function startStack({ folder, seed }: { folder: string; seed: number }) {
  const logs = join(folder, "logs");
  await mkdir(logs, { recursive: true });
  const stops: (() => Promise<unknown>)[] = [];
  try {
    return await started(folder, logs, seed, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function started(folder: string, logs: string, seed: number, stops: (() => Promise<unknown>)[]) {
  const logFile = (name: string) => join(logs, `${name}.log`);
  const build = await buildSoakApp(basename(folder), logFile("build"));
  stops.push(build.remove);
  const postgres = await startPostgres({
    dataDir: join(folder, "pg"),
    holder: "pnpm proof soak",
    temporary: true,
  });
  stops.push(() => postgres.stop());
  await migrateDatabase(postgres.url);
  await createSoakTables(postgres.url);
  const provider = await startProvider({ port: await freePort(), seed, logFile: logFile("provider") });
  stops.push(provider.stop);
  const qstash = await startQStash({
    port: await freePort(),
    dataDir: join(folder, "qstash"),
    logFile: logFile("qstash"),
  });
  stops.push(qstash.stop);
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const keys = await qstash.keys();
  const environment = {
    ...build.environment,
    ...appEnvironment(),
    DATABASE_URL: postgres.url,
    BASE_URL: baseUrl,
    QSTASH_URL: qstash.url,
    QSTASH_TOKEN: qstash.token,
    QSTASH_CURRENT_SIGNING_KEY: keys.current,
    QSTASH_NEXT_SIGNING_KEY: keys.next,
    SOAK_PROVIDER_URL: provider.url,
  };
  const apps: Program[] = [];
  for (const name of ["app-1", "app-2"]) {
    const app = await startApp(name, logFile(name), environment);
    stops.push(app.stop);
    apps.push(app);
  }
  const balancer = await startBalancer(
    port,
    apps.map((app) => app.port),
  );
  stops.push(balancer.close);
  return {
    baseUrl,
    databaseUrl: postgres.url,
    logs,
    postgres,
    provider,
    qstash,
    apps,
    /** Rotates the signing keys; processes that start from now on know the new ones. */
    async rotateKeys(): Promise<void> {
      const { current, next } = await qstash.rotateKeys();
      environment.QSTASH_CURRENT_SIGNING_KEY = current;
      environment.QSTASH_NEXT_SIGNING_KEY = next;
    },
    pids: () => [...apps, qstash, provider].flatMap(({ pids }) => pids),
    stop: () => stopAll(stops),
  };
}

async function startApp(name: string, logFile: string, environment: NodeJS.ProcessEnv): Promise<Program> {
  const port = await freePort();
  const app = program({
    name,
    port,
    logFile,
    args: nextServer("start", port, SOAK_APP),
    environment: () => environment,
  });
  await app.start();
  return app;
}

function appEnvironment(): Record<string, string> {
  return {
    JOBS_ENVIRONMENT: ENVIRONMENT,
    BETTER_AUTH_SECRET: randomSecret(),
    RESEND_API_KEY: `re_${randomSecret()}`,
    RESEND_FROM: "Soak <soak@example.test>",
  };
}

async function stopAll(stops: (() => Promise<unknown>)[]): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) await stop();
}
