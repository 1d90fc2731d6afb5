import { fileURLToPath } from "node:url";
import type { Launch } from "./launch";
import { runLeashed } from "./leash";
import type { Environment } from "./next";

const JOBS_SCRIPT = fileURLToPath(new URL("../jobs.ts", import.meta.url));

/** Registers the declared schedules with QStash, as `pnpm jobs:setup` does. */
export async function registerSchedules({ report }: Launch, environment: Environment): Promise<void> {
  await report.step(
    "schedules",
    "comparing with QStash",
    async () => {
      const setup = await runLeashed({
        command: process.execPath,
        args: ["--import", "tsx", JOBS_SCRIPT, "setup"],
        env: environment,
      });
      const { code, lastLines } = await setup.exited;
      if (code !== 0) throw new Error(`pnpm jobs:setup failed:\n${lastLines.join("\n")}`);
    },
    () => ({ what: "registered", where: "" }),
  );
}
