import { join } from "node:path";
import { runLeashed } from "@/scripts/local/leash";
import { startPostgres } from "@/scripts/local/postgres";
import { createReport } from "@/scripts/local/report";
import { createShutdown } from "@/scripts/local/shutdown";

// A launcher such as `pnpm dev`, made small: Postgres, and an app with a process of its own. When the app is
// asked to stop it notes whether Postgres, which was started first, still has its pid file.
const [folder = "", kind] = process.argv.slice(2);
const dataDir = join(folder, "pg");
const APP = `
  const { spawn } = require("node:child_process");
  const { existsSync, writeFileSync } = require("node:fs");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  process.on("SIGTERM", () => {
    writeFileSync(${JSON.stringify(join(folder, "stopped-first"))}, String(existsSync(${JSON.stringify(join(dataDir, "postmaster.pid"))})));
    process.exit(0);
  });
  console.log("the app's last words");
  console.log(JSON.stringify({ child: child.pid }));
`;

const shutdown = createShutdown(createReport(process.stderr));
const server = await startPostgres({ dataDir, durable: false, holder: "a test's stack" });
shutdown.add(() => server.stop());
const app = await runLeashed({ command: process.execPath, args: ["-e", APP], onLine: announce });
shutdown.add(() => app.stop());
shutdown.watch("app", app.exited);

function announce(line: string): void {
  if (!line.startsWith("{")) return;
  const { child }: { child: number } = JSON.parse(line);
  const pids = { launcher: process.pid, app: app.pid, child };
  process.stdout.write(`${JSON.stringify(pids)}\n`);
  if (kind === "uncaught") void Promise.reject(new Error("nobody caught this"));
}
