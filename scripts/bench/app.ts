import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, createApp, nextVersion } from "@/scripts/local/app";
import type { Stage } from "./stage";

const FOLDER = fileURLToPath(new URL("next", import.meta.url));

let started: Promise<void> | undefined;

/** Builds the bench's app for production and starts it, once for all that need it; it ends with the run. */
export function startBenchApp(stage: Stage): Promise<void> {
  started ??= start(stage);
  return started;
}

async function start({ launch, environment, baseUrl }: Stage): Promise<void> {
  const { PATH, HOME, TMPDIR, NODE_OPTIONS } = process.env;
  const variables = {
    ...environment,
    PATH,
    HOME,
    TMPDIR,
    NODE_OPTIONS,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // A developer's .env files are not for it; Next reads none when they count as read.
    __NEXT_PROCESSED_ENV: "true",
    BENCH_BUILD: join(".next", `bench-${process.pid}`),
  } as const;
  launch.shutdown.add(() => rm(join(FOLDER, variables.BENCH_BUILD), { recursive: true, force: true }));
  const port = Number(new URL(baseUrl).port);
  const app = createApp(launch, { command: "start", folder: FOLDER, port, environment: variables });
  const where = new URL(baseUrl).host;
  await launch.report.step(
    "build",
    "next build",
    () => buildApp(launch, variables, FOLDER),
    () => ({ what: "next build", where: "done" }),
  );
  await launch.report.step("next", "starting", app.start, () => ({ what: nextVersion(), where }));
}
