import { fileURLToPath } from "node:url";
import { createApp } from "@/scripts/local/app";
import { buildApart } from "@/scripts/local/build-apart";
import { nextVersion } from "@/scripts/local/next";
import type { Stage } from "./stage";

const FOLDER = fileURLToPath(new URL("next", import.meta.url));

let started: Promise<void> | undefined;

/** Builds the bench's app for production and starts it, once for all that need it; it ends with the run. */
export function startBenchApp(stage: Stage): Promise<void> {
  started ??= start(stage);
  return started;
}

async function start({ launch, environment, baseUrl }: Stage): Promise<void> {
  const { port, host } = new URL(baseUrl);
  const build = await launch.report.step(
    "build",
    "next build",
    () => buildApart({ folder: FOLDER, name: `bench-${process.pid}`, shutdown: launch.shutdown }),
    () => ({ what: "next build", where: "done" }),
  );
  const app = createApp(launch, {
    command: "start",
    folder: FOLDER,
    port: Number(port),
    environment: { ...environment, ...build.environment },
  });
  await launch.report.step("next", "starting", app.start, () => ({ what: nextVersion(), where: host }));
}
