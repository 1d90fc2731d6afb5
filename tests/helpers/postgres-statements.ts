/** Code of a request for TLS, which comes where the startup message does. */
const TLS_REQUEST = 80_877_103;

/**
 * Reads what one connection says to Postgres and answers, for each chunk, with the texts of the statements that it
 * executes: a prepared one names the text that an earlier chunk brought.
 */
export function statementReader(): (chunk: Buffer) => string[] {
  const texts = new Map<string, string>();
  let rest = Buffer.alloc(0);
  let hasStarted = false;

  function next(): string | null | undefined {
    const head = hasStarted ? 1 : 0;
    if (rest.length < head + 4) return undefined;
    const length = head + rest.readInt32BE(head);
    if (rest.length < length) return undefined;
    const [type, body] = [rest.toString("latin1", 0, head), rest.subarray(head + 4, length)];
    rest = rest.subarray(length);
    if (!hasStarted) {
      hasStarted = body.readInt32BE(0) !== TLS_REQUEST;
      return null;
    }
    return executed(type, body.toString("latin1").split("\0"));
  }

  function executed(type: string, [first = "", second = ""]: string[]): string | null {
    if (type === "P") texts.set(first, second);
    if (type === "Q") return first;
    return type === "B" ? (texts.get(second) ?? null) : null;
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const found: string[] = [];
    for (let text = next(); text !== undefined; text = next()) if (text !== null) found.push(text);
    return found;
  };
}
