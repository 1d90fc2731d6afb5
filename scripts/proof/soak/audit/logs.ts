import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "./finding";

/** What a healthy `next start` says beside the engine's lines of JSON, and QStash's client when QStash is away. */
const USUAL = /^\s*$|^\s*[▲✓-]|^\[Upstash QStash\] /;

/** Lines that no app process should write: errors that nobody caught, or that Next reports. */
export async function logFindings(logs: string, names: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of names) {
    const lines = (await readFile(join(logs, `${name}.log`), "utf8")).split("\n");
    const odd = lines.filter((line) => !line.startsWith("{") && !USUAL.test(line));
    findings.push(
      ...odd
        .slice(0, 20)
        .map((line) => ({ kind: "unsound" as const, jobId: null, text: `${name} wrote: ${line}` })),
    );
  }
  return findings;
}
