import { DEV_DATA_DIR } from "./local/database-step";
import { startDevStack } from "./local/dev-stack";
import { loadEnvFiles, setVariables } from "./local/environment";
import { readFlags } from "./local/flags";
import { createReport } from "./local/report";
import { resetData } from "./local/reset";
import { createShutdown } from "./local/shutdown";

const HELP = `pnpm dev: the app with all it needs, on this machine only.

Starts Postgres (data in .data/), a local QStash, a local mailbox and Next, prints where they are and how
to sign in, and runs until Ctrl-C. Variables that are set, also in .env and .env.local, win over the local
parts: DATABASE_URL, QSTASH_TOKEN and its keys, RESEND_API_KEY, BASE_URL (.env.example has them all).

Usage: pnpm dev [options]

  --reset   delete the local data first
  --help    this text
`;

const flags = readFlags(HELP, ["reset"]);
const report = createReport(process.stdout);
const shutdown = createShutdown(report);

try {
  loadEnvFiles();
  if (flags.has("reset")) await resetData(DEV_DATA_DIR);
  await startDevStack({ report, shutdown, given: setVariables() });
} catch (error) {
  await shutdown.fail(error);
}
