import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { usageError } from "@/scripts/jobs/kit/command-error";

/** The payload that `--data` means: JSON itself, `@file`, or `-` for standard input. @throws {CommandError} */
export async function readData(data = "{}"): Promise<unknown> {
  const json = await source(data);
  try {
    return JSON.parse(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError("--data is no JSON", why, "enqueue");
  }
}

async function source(data: string): Promise<string> {
  if (data === "-") return text(process.stdin);
  if (!data.startsWith("@")) return data;
  try {
    return await readFile(data.slice(1), "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`--data ${data} cannot be read`, why, "enqueue");
  }
}
