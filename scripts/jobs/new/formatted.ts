import path from "node:path";
import { CommandError } from "@/scripts/jobs/kit/command-error";
import type { Change } from "./plan-job";
import { runTool } from "./run-tool";

const BIOME = path.join("node_modules", ".bin", "biome");

/** The files as `pnpm check` wants them: formatted, their imports in order. Writes nothing. */
export function formatted(changes: readonly Change[]): Promise<Change[]> {
  return Promise.all(changes.map(async (change) => ({ ...change, text: await format(change) })));
}

async function format({ path: file, text }: Change): Promise<string> {
  const { code, stdout, stderr } = await runTool(
    BIOME,
    ["check", "--write", `--stdin-file-path=${file}`],
    text,
  );
  if (code === 0 && stdout !== "") return stdout;
  throw new CommandError({
    what: `${file} could not be formatted; nothing was written`,
    why: stderr.replace(/\s+/g, " ").trim().slice(0, 300),
    try: "pnpm check; if it is well, write the job by hand: docs/defining-a-job.md",
  });
}
