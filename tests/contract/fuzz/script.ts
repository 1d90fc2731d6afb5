/** One request of a script; with the placeholders of `values.ts`. */
export type RawRequest = {
  method: string;
  target: string;
  headers: [string, string][];
  body: string;
  framing: "length" | "chunked";
};

/**
 * What one connection does: sends its requests one behind the other without waiting, then waits for the server to
 * hang up (`whole`), says that nothing more comes (`half`), or breaks off after a part of the bytes (`cut`).
 */
export type Script = {
  requests: (RawRequest | { garbage: string })[];
  ending: { kind: "whole" } | { kind: "half" } | { kind: "cut"; share: number };
};

/**
 * The bytes of a script, one character each, with `fill` giving its placeholders a meaning. The last request asks the
 * server to hang up afterwards.
 */
export function bytesOf({ requests }: Script, fill: (text: string) => string): string {
  return requests.map((request, index) => textOf(request, fill, index === requests.length - 1)).join("");
}

function textOf(
  request: Script["requests"][number],
  fill: (text: string) => string,
  isLast: boolean,
): string {
  if ("garbage" in request) return `${request.garbage}\r\n\r\n`;
  const { method, target, headers, framing } = request;
  const body = latin1(fill(request.body));
  const own: [string, string][] = [
    ["Host", "127.0.0.1"],
    framing === "chunked" ? ["Transfer-Encoding", "chunked"] : ["Content-Length", String(body.length)],
    ...(isLast ? [["Connection", "close"] satisfies [string, string]] : []),
  ];
  const lines = [...own, ...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
  return latin1(fill(head)) + (framing === "chunked" ? chunks(body) : body);
}

function chunks(body: string): string {
  const half = Math.ceil(body.length / 2);
  const parts = [body.slice(0, half), body.slice(half)].filter(Boolean);
  return `${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("")}0\r\n\r\n`;
}

/** Text as the bytes of its UTF-8. */
function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}
