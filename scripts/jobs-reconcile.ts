import pc from "picocolors";
import { alerts } from "@/lib/alerts/alerts";
import { connect, useDatabase } from "@/lib/db/client";
import { EnvironmentError } from "@/lib/env/environment-error";
import { namedEnv } from "@/lib/env/named";
import { ForeignDatabaseError } from "@/lib/jobs/install/owner";
import { deployOf } from "@/lib/jobs/reconcile/deploy";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import type { Tally } from "@/lib/jobs/reconcile/tally";
import { registry } from "@/lib/registry";
import { explain } from "./jobs-setup/explain";
import { DatabaseProblem } from "./jobs-setup/own-database";
import { loadEnvFiles } from "./local/environment";
import { readFlags } from "./local/flags";

const HELP = `pnpm jobs:reconcile: one pass over jobs that nothing moves, as the schedule makes one every five minutes.

Publishes, rescues, cancels, wakes and ends what stands still, and lets go what was kept long enough
(docs/reconcile.md). Any number of passes may run at once. It needs the app's own variables, from the
environment or .env files, JOBS_ENVIRONMENT among them where QStash is not on this machine.

Usage: pnpm jobs:reconcile [options]

  --json   one line of JSON on stdout instead of text
  --help   this text

Exit codes: 0 done; 1 failed; 2 wrong command line.
`;

const isJson = readFlags(HELP, ["json"]).has("json");
// A launcher marks its variables as complete, in Next's own way: then no file is to add any.
const { __NEXT_PROCESSED_ENV: isComplete } = process.env;
if (!isComplete) loadEnvFiles();
// What was done is told below; a line for each row is for servers.
process.env.LOG_LEVEL ??= "silent";
process.exitCode = await main();

async function main(): Promise<number> {
  try {
    tell(await pass());
    return 0;
  } catch (error) {
    const failure = explain(error, process.env.QSTASH_URL || "https://qstash.upstash.io");
    if (isJson) say(`${JSON.stringify({ ok: false, ...failure })}\n`);
    process.stderr.write(
      `${pc.red("jobs:reconcile:")} ${failure.what}\n  why: ${failure.why}\n  try: ${failure.try}\n`,
    );
    return 1;
  }
}

async function pass(): Promise<Tally> {
  const { db, close } = connect(namedEnv().DATABASE_URL);
  useDatabase(db);
  try {
    return await reconcile(deployOf(registry, alerts));
  } catch (error) {
    if (error instanceof ForeignDatabaseError || error instanceof EnvironmentError) throw error;
    throw new DatabaseProblem("the database does not answer as it should", { cause: error });
  } finally {
    await close();
  }
}

function tell(tally: Tally): void {
  if (isJson) return say(`${JSON.stringify({ ok: true, ...tally })}\n`);
  const counts = Object.entries(tally).filter(([, count]) => count > 0);
  if (counts.length === 0) return say("nothing to do\n");
  say(counts.map(([name, count]) => `${String(count).padStart(6)} ${name}\n`).join(""));
}

function say(text: string): void {
  process.stdout.write(text);
}
