import { startPostgres } from "@/scripts/local/postgres";

// A launcher for tests to kill: starts a server, says where it is, and waits for its end.
const [dataDir = "", kind] = process.argv.slice(2);
const { url } = await startPostgres({
  dataDir,
  holder: "a test's launcher",
  durable: false,
  temporary: kind === "temporary",
});
process.stdout.write(`${JSON.stringify({ url })}\n`);
