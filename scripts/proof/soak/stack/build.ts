import { createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BuildApart, buildApart } from "@/scripts/local/build-apart";

/** The folder of the soak's Next app. */
export const SOAK_APP = fileURLToPath(new URL("../next", import.meta.url));

/** Builds the soak's app for production. @throws {Error} with the last lines of `next build`. */
export async function buildSoakApp(name: string, logFile: string): Promise<BuildApart> {
  const log = createWriteStream(logFile);
  try {
    return await buildApart({ folder: SOAK_APP, name, onLine: (line) => log.write(`${line}\n`) });
  } finally {
    log.end();
  }
}
