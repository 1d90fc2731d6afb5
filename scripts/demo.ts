import pc from "picocolors";
import { createBoard } from "./demo/board";
import { type Proof, proofsOf } from "./demo/proofs";
import { startDemoStack } from "./demo/stack";
import { playStory, type Story } from "./demo/story";
import { tallyOf } from "./demo/tally";
import { setVariables } from "./local/environment";
import { readFlags } from "./local/flags";
import { panel } from "./local/panel";
import { createReport } from "./local/report";
import { createShutdown } from "./local/shutdown";

const HELP = `pnpm demo: the main job, end to end, on this machine only.

Starts a production build with an empty Postgres, a local QStash and a local mailbox, on free ports. Then, as
clients would: a person signs up, an admin orders 53 mails, some of which meet trouble; the app is killed
in the middle and started again; ten messages arrive twice. At the end it checks that every job ended and
every mail arrived exactly once, and stops everything.

DATABASE_URL, when set, names the Postgres to use: the demo makes a database there and deletes it. QStash and
the mailbox are always local ones, because the demo makes them misbehave.

Usage: pnpm demo [options]

  --json   the result as one line of JSON, the last on stdout; all else goes to stderr
  --keep   leave everything running afterwards, until Ctrl-C
  --help   this text

Exit code 0 when all checks hold, else 1.
`;

const STORY_MS_MAX = 150_000;

const flags = readFlags(HELP, ["json", "keep"]);
const json = flags.has("json");
const stream = json ? process.stderr : process.stdout;
const report = createReport(stream);
const shutdown = createShutdown(report);

try {
  const stack = await startDemoStack({ report, shutdown, given: setVariables() });
  report.line("");
  const story = await playStory(stack, createBoard(stream), STORY_MS_MAX).catch((error: unknown) => {
    report.problem("The app said last:", stack.app.lastLines());
    throw error;
  });
  const ok = judge(story);
  if (flags.has("keep"))
    report.line(panel({ app: stack.appUrl, mailbox: stack.mailboxUrl, signIn: stack.signIn }));
  else {
    report.line(pc.dim("  To look at its jobs and mails in the dashboard: pnpm demo --keep"));
    await shutdown.now(ok ? 0 : 1);
  }
} catch (error) {
  if (json) printJson({ ok: false, error: error instanceof Error ? error.message : String(error) });
  await shutdown.fail(error);
}

function judge(story: Story): boolean {
  const tally = tallyOf(story);
  const proofs = proofsOf(story, tally);
  const ok = proofs.every(({ holds }) => holds);
  // Counted from the start of the process.
  const seconds = Number((performance.now() / 1000).toFixed(1));
  report.line(`\n${proofs.map(proofLine).join("\n")}\n`);
  report.line(ok ? pc.green(`  All of it holds, in ${seconds} s.`) : pc.red("  Not all of it holds."));
  if (json) printJson({ ok, ...tally, seconds });
  return ok;
}

function printJson(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

function proofLine({ holds, claim, unlike }: Proof): string {
  const line = `  ${holds ? pc.green("✓") : pc.red("✗")} ${claim}`;
  return [line, ...unlike.map((text) => `      ${text}`)].join("\n");
}
