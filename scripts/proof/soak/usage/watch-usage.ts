import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Program } from "@/scripts/proof/soak/stack/program";
import { CAN_READ_USAGE, readUsage } from "./read-usage";
import { extended, type Spans } from "./spans";

type Watched = Pick<Program, "name" | "pids">;

/** Spans by the name of the program; null where this system does not tell them. */
export type UsageOfAll = Record<string, Spans> | null;

/**
 * Notes what each program's living process holds, every so often, until `stop`; each sample is a line of `logFile`.
 * A killed process takes its memory along, so a leak shows in soaks with few kills.
 */
export async function watchUsage(
  programs: readonly Watched[],
  { logFile, everyMs, stop }: { logFile: string; everyMs: number; stop: AbortSignal },
): Promise<UsageOfAll> {
  if (!CAN_READ_USAGE) return null;
  const log = createWriteStream(logFile);
  const spans: Record<string, Spans> = {};
  for (let isLast = false; ; isLast = stop.aborted) {
    for (const { name, pids } of programs) {
      const pid = pids.at(-1);
      const usage = pid === undefined ? null : await readUsage(pid);
      if (usage === null) continue;
      spans[name] = extended(spans[name], usage);
      log.write(`${JSON.stringify({ at: new Date().toISOString(), name, pid, ...usage })}\n`);
    }
    if (isLast) break;
    await wait(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
  log.end();
  await finished(log);
  return spans;
}

/** One line for each program, for people. */
export function usageLines(usage: UsageOfAll): string[] {
  if (usage === null) return ["memory and open files were not recorded: there is no /proc here"];
  return Object.entries(usage).map(
    ([name, { rssMb, files, samples }]) =>
      `${name}: memory ${rssMb.first} MB first, ${rssMb.last} last, ${rssMb.peak} at most; ` +
      `open files ${files.first}, ${files.last}, ${files.peak} (${samples} samples)`,
  );
}
