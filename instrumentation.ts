/**
 * Called by Next once, before the server answers anything. A server whose environment is not usable must not
 * take requests: in production the process ends with code 78 (`EX_CONFIG`) after naming every wrong variable;
 * throwing instead would leave a server that answers 500. In development the app starts and its routes say so.
 */
export async function register(): Promise<void> {
  // This very comparison lets the bundler leave the branch out of the edge runtime, which has no process to end.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { env } = await import("@/lib/env/env");
    try {
      env();
    } catch (error) {
      process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`);
      if (process.env.NODE_ENV === "production") process.exit(78);
    }
  }
}
