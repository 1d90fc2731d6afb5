import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Runs a tool of the project with a text as its standard input. */
export async function runTool(
  command: string,
  args: readonly string[],
  input = "",
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  const failed = once(child, "error").then(([error]: unknown[]) => {
    throw error;
  });
  const ended = async () => {
    child.stdin.on("error", () => undefined).end(input);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { code: typeof code === "number" ? code : null, stdout, stderr };
  };
  return Promise.race([ended(), failed]);
}
