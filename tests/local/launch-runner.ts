import { spawn } from "node:child_process";

// What `npx` and `pnpm` are to a launcher: a process above it that only waits for it.
const [script = "", ...args] = process.argv.slice(2);
spawn(process.execPath, ["--import", "tsx", script, ...args], { stdio: "inherit" });
