import { type ClientRequest, type IncomingMessage, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import { type Destination, nameOf } from "./destination";
import { NoAnswer } from "./no-answer";

/** Of an answer's body so much is read, in bytes, so that the connection ends well; nobody looks at it. */
const ANSWER_BYTES_MAX = 16 * 1024;

export type Posted = {
  body: string;
  headers: Record<string, string>;
  /** Longest time from the first packet to the end of the answer, in milliseconds. */
  timeoutMs: number;
  /** Gives up earlier. */
  signal?: AbortSignal;
};

export type Answer = { status: number; headers: Readonly<Record<string, string>> };

/**
 * Posts to the addresses that were checked and to no others, whatever the resolver says by now. Follows no redirect:
 * an answer is what it is.
 *
 * @throws {NoAnswer} when there was none in time. The signal's reason when it aborted.
 */
export async function post(to: Destination, { body, headers, timeoutMs, signal }: Posted): Promise<Answer> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  const ends = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  try {
    return await exchange(open(to, headers, body, ends), body);
  } catch (error) {
    if (limit.aborted) throw new NoAnswer("timeout", to.url.host, { cause: error });
    signal?.throwIfAborted();
    throw new NoAnswer(reasonOf(error), to.url.host, { cause: error });
  }
}

function open(
  { url, addresses }: Destination,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) {
  const send = url.protocol === "https:" ? overHttps : overHttp;
  return send({
    method: "POST",
    host: nameOf(url),
    port: url.port,
    path: url.pathname + url.search,
    headers: { ...headers, Host: url.host, "Content-Length": Buffer.byteLength(body) },
    // A connection of its own: none that another check has opened is used again.
    agent: false,
    lookup: pinnedTo(addresses),
    signal,
  });
}

/** Answers with the addresses that were checked, for any name. An IP address is connected to without asking. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_name, { all: wantsAll }, answer) => {
    const [first] = all;
    if (wantsAll) answer(null, all);
    else answer(null, first?.address ?? "", first?.family ?? 0);
  };
}

function exchange(request: ClientRequest, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      request.on("error", () => undefined).off("error", reject);
      drain(response, () => resolve(answerOf(response)));
    });
    // 101: without a listener Node closes the connection and tells nobody.
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(answerOf(response));
    });
    request.end(body);
  });
}

/** The status is the answer, however the body ends. */
function answerOf(response: IncomingMessage): Answer {
  return { status: response.statusCode ?? 0, headers: singleHeaders(response) };
}

function drain(response: IncomingMessage, done: () => void): void {
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) response.destroy();
  });
  response.on("error", done);
  response.on("close", done);
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** Node's own codes; those of TLS are many and differ between versions. */
function reasonOf(error: unknown): NoAnswer["reason"] {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^(CERT_|ERR_TLS|ERR_SSL|EPROTO|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/.test(code))
    return "tls";
  return code.startsWith("HPE_") ? "not-http" : "unreachable";
}
