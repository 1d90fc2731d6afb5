import { CommandError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import type { Change } from "./plan-job";
import { runTool } from "./run-tool";
import { SCHEMAS } from "./write-all";

/**
 * Refuses to change files that have changes which are not committed: so what this command did can be told from them,
 * and taken back. Without git nobody can tell.
 *
 * @throws {CommandError}
 */
export async function assertClean(changes: readonly Change[]): Promise<void> {
  const files = [...changes.filter(({ isNew }) => !isNew).map(({ path }) => path), SCHEMAS];
  const dirty = await uncommitted(files);
  if (dirty.length === 0) return;
  throw new CommandError(
    {
      what: "files have changes that are not committed; nothing was written",
      why: dirty.join(", "),
      try: "commit them first, or give --allow-dirty",
    },
    EXIT.refused,
  );
}

async function uncommitted(files: readonly string[]): Promise<string[]> {
  try {
    const { code, stdout } = await runTool("git", ["status", "--porcelain", "--", ...files]);
    return code === 0 ? stdout.split("\n").flatMap((line) => line.slice(3) || []) : [];
  } catch {
    return [];
  }
}
