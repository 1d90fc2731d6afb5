import { createInterface } from "node:readline";
import { tell } from "./output";

/** Asks on stderr for a line of standard input; undefined when there is none. */
export async function askLine(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<string | undefined> {
  tell(question);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line.trim();
    return undefined;
  } finally {
    lines.close();
  }
}
