import { setTimeout as wait } from "node:timers/promises";
import { startQStashLocal } from "../server";

// The server under measure. Asked for anything, it says how much computing it has used so far, and after a garbage
// collection how much memory is left and how many timers there are.

const [data] = process.argv.slice(2);
const server = await startQStashLocal({ data });

async function measure(): Promise<void> {
  const { user, system } = process.cpuUsage();
  // Sockets, streams and finished writes let go of their memory a few turns later.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await wait(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  process.send?.({ microseconds: user + system, bytes: heapUsed + external, timers });
}

process.on("message", () => void measure());
process.on("disconnect", () => void server.close().then(() => process.exit()));
process.send?.({ url: server.url, token: server.token });
