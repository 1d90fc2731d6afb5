/** Runs what waits, until it ends or somebody presses Ctrl-C: then it is told by the signal, and null comes back. */
export async function whileWaiting<T>(wait: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const name of SIGNALS) process.once(name, interrupt);
  try {
    return await wait(interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return null;
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
