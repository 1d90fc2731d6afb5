import { defineCommand, runMain } from "citty";
import pc from "picocolors";
import { banner } from "./banner";
import { flags, readFlags } from "./flags";
import { type QStashLocal, startQStashLocal } from "./server";

const command = defineCommand({
  meta: {
    name: "qstash-local",
    description:
      "A local server that speaks the QStash API to the official SDK. For development and tests only.",
  },
  args: flags,
  async run({ rawArgs }) {
    try {
      const { quiet, ...options } = readFlags(rawArgs);
      const log = quiet ? undefined : (line: string) => console.log(`${timeOfDay()} ${line}`);
      const server = await startQStashLocal({ ...options, log });
      console.log(`${banner(server, options.data)}\n`);
      stopOnSignal(server);
    } catch (error) {
      console.error(`${pc.red("qstash-local:")} ${explain(error)}`);
      process.exit(1);
    }
  },
});

void runMain(command);

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port }: NodeJS.ErrnoException & { port?: number } = error;
  if (code === "EADDRINUSE") {
    const next = `--port ${Number(port) + 1}`;
    return `port ${port} is taken: stop what uses it, or choose another one with ${next} (0 picks a free one)`;
  }
  if (code === "EACCES")
    return `port ${port} needs special rights: choose one above 1023, for example --port 8080`;
  return error.message;
}

function stopOnSignal(server: QStashLocal): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
}

function timeOfDay(): string {
  return pc.dim(new Date().toTimeString().slice(0, 8));
}
