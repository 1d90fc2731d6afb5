/** Why something failed, on one line: of a `fetch` that says no more than that it did, what its cause says. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const { code } = error as NodeJS.ErrnoException;
  return oneLine(error.message === "" ? (code ?? error.name) : error.message);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 300);
}
