import { readOptions, UsageError } from "./read-options";
import { startResendLocal } from "./start-resend-local";

const HELP = `resend-local: a Resend-compatible mail server for development and tests.
It keeps mails in memory, shows them on a page and sends nothing to anybody.

Usage: npx tsx scripts/resend-local [options]

  --port <n>         port on 127.0.0.1, 0 for any free one   (default 8090)
  --api-key <key>    the only key to accept                  (default: any key beginning with re_)
  --rate-limit <n>   requests a second before 429            (default: unlimited)
  --help             this text

Point the app at it with RESEND_BASE_URL=http://127.0.0.1:8090 and RESEND_API_KEY=re_local.
Mails to addresses such as 500-twice@example.com or reject@example.com fail on purpose:
scripts/resend-local/README.md lists the words.
`;

process.exitCode = await main(process.argv.slice(2));

/** @returns 0, or 1 when the server cannot start, or 2 for a wrong command line. */
async function main(args: string[]): Promise<number> {
  try {
    const { help, ...options } = readOptions(args);
    if (help) process.stdout.write(HELP);
    else await serve(options);
    return 0;
  } catch (error) {
    process.stderr.write(`resend-local: ${sentence(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function serve(options: Parameters<typeof startResendLocal>[0]): Promise<void> {
  const server = await startResendLocal(options);
  process.stdout.write(`resend-local (development only) listens on ${server.url}\n`);
  await stopRequested();
  await server.close();
}

function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && error.code === "EADDRINUSE"
    ? `${error.message}. Another program has this port: choose one with --port, or 0 for any free one.`
    : error.message;
}
