import { rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runLeashed } from "@/scripts/local/leash";

export const NEXT_PROGRAM = createRequire(import.meta.url).resolve("next/dist/bin/next");

/** The folder of the soak's Next app. */
export const SOAK_APP = fileURLToPath(new URL("../next", import.meta.url));

type Build = {
  /** What `next start` finds it by. */
  variables: { NODE_ENV: "production"; SOAK_BUILD: string };
  remove: () => Promise<void>;
};

/** Builds the soak's app for production. @throws {Error} with the last lines of `next build`. */
export async function buildSoakApp(name: string, logFile: string): Promise<Build> {
  const variables = {
    NODE_ENV: "production",
    __NEXT_PROCESSED_ENV: "true",
    SOAK_BUILD: join(".next", name),
  } as const;
  const remove = () => rm(join(SOAK_APP, variables.SOAK_BUILD), { recursive: true, force: true });
  const lines: string[] = [];
  const build = await runLeashed({
    command: process.execPath,
    args: [NEXT_PROGRAM, "build", SOAK_APP],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...variables },
    onLine: (line) => lines.push(line),
  });
  const { code } = await build.exited;
  await writeFile(logFile, lines.join("\n"));
  if (code === 0) return { variables, remove };
  await remove();
  throw new Error(`next build failed:\n${lines.slice(-20).join("\n")}`);
}
