/** One answer as it came over the wire. */
export type RawResponse = { status: number; head: string; body: string };

/**
 * Splits what a connection received into its answers; throws when the bytes are none.
 * An answer to HEAD announces a body that does not follow.
 */
export function responsesIn(received: string): RawResponse[] {
  const responses: RawResponse[] = [];
  for (let rest = received; rest !== ""; ) {
    const end = rest.indexOf("\r\n\r\n");
    const head = rest.slice(0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (end < 0 || Number.isNaN(status)) throw new Error(`no HTTP answer: ${rest.slice(0, 200)}`);
    const after = rest.slice(end + 4);
    const body = bodyOf(status, head, after);
    responses.push({ status, head, body });
    rest = after.slice(body.length);
  }
  return responses.filter(({ status }) => status >= 200);
}

function bodyOf(status: number, head: string, after: string): string {
  if (status < 200 || after.startsWith("HTTP/1.1 ")) return "";
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
  if (Number.isNaN(length)) throw new Error(`an answer without a length: ${head}`);
  return after.slice(0, length);
}
