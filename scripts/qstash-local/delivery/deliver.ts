import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { canonicalName, fromRawHeaders, type HeaderMap } from "../http/header-map";
import { limits } from "../limits";
import { isCompressed, readAnswerBody } from "./answer-body";
import { type AttemptResult, noAnswer } from "./attempt-result";
import type { Connections } from "./connections";
import { requestAddressOf } from "./request-address";
import { trickle } from "./trickle";

/** One HTTP request to a destination. */
export type Delivery = {
  url: string;
  method: string;
  header: HeaderMap;
  body: Buffer;
  /** What is open from earlier requests, and stays open for later ones. */
  connections: Connections;
  /** Time limit in milliseconds. Default: the plan's. */
  timeoutMs?: number;
  /** Milliseconds over which the body is sent. Default: at once. */
  bodyMs?: number;
  /** Milliseconds by which the answer counts as coming later than it does. */
  answerMs?: number;
};

/**
 * Sends the request and waits for the whole answer; follows no redirect. Never throws: whatever goes wrong is an
 * attempt without an answer. Aborting `stop` ends it at once, and the time limit does just that.
 */
export async function deliver(delivery: Delivery, stop: AbortController): Promise<AttemptResult> {
  const timeoutMs = Math.min(delivery.timeoutMs ?? limits.responseMs, limits.responseMs);
  const timer = setTimeout(
    () => stop.abort(new Error(`no complete response within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await exchange(delivery, stop.signal);
  } catch (error) {
    return noAnswer(describe(stop.signal.aborted ? stop.signal.reason : error));
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(delivery: Delivery, signal: AbortSignal): Promise<AttemptResult> {
  const response = await send(openRequest(delivery), delivery, signal);
  const header = fromRawHeaders(response.rawHeaders, canonicalName);
  const body = await readAnswerBody(response);
  if (delivery.answerMs) await wait(delivery.answerMs, undefined, { signal });
  return {
    status: response.statusCode ?? 0,
    header: isCompressed(response) ? decoded(header) : header,
    body,
  };
}

function send(
  request: ClientRequest,
  { body, bodyMs }: Delivery,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    // Stays on for good: a reset while the answer is read arrives here too, and ends that reading.
    request.on("error", reject);
    // Not by the option `signal`: what node hangs on both ends for it costs as much as the signature.
    signal.addEventListener("abort", () => request.destroy());
    if (bodyMs) trickle(request, body, bodyMs, signal).catch(reject);
    else request.end(body);
  });
}

/** Never sent again by itself, not even when a kept connection turns out to be dead: that is a failed attempt. */
function openRequest(delivery: Delivery): ClientRequest {
  const { method, body, url, connections } = delivery;
  const options = { ...requestAddressOf(url), method };
  const request = url.startsWith("https:")
    ? https.request({ ...options, agent: connections.https })
    : http.request({ ...options, agent: connections.http });
  for (const [name, values] of delivery.header) request.setHeader(name, values);
  request.setHeader("Accept-Encoding", "gzip");
  if (body.length > 0 || method !== "GET") request.setHeader("Content-Length", body.length);
  return request;
}

/** The reader of a callback sees the plain body, so the headers must not say that it is packed. */
function decoded(header: HeaderMap): HeaderMap {
  return new Map([...header].filter(([name]) => name !== "Content-Encoding" && name !== "Content-Length"));
}

function describe(error: unknown): string {
  // A host with several addresses that all refuse gives one error without a text of its own.
  if (error instanceof AggregateError) return error.errors.map(describe).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
