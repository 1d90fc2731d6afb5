/** Writes a result. */
export function say(text: string): void {
  process.stdout.write(text);
}

/** Writes a result as one line of JSON. */
export function sayJson(value: object): void {
  say(`${JSON.stringify(value)}\n`);
}

/** Writes what is no result: to stderr, so that a pipe has results only. */
export function tell(text: string): void {
  process.stderr.write(text);
}

/** Somebody looks at stdout: tables and relative times. Otherwise a program reads it. */
export const { isTTY: isWatched } = process.stdout;

/** Columns of the terminal; without one nothing is cut. */
export function terminalWidth(): number {
  const { columns } = process.stdout;
  return isWatched && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

/** `head` has read enough: that is no failure. */
export function endWithThePipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
}
