import type { ClientRequest, IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { canonicalName, fromRawHeaders, type HeaderMap } from "../http/header-map";
import { limits } from "../limits";
import { isCompressed, readAnswerBody } from "./answer-body";
import { type AttemptResult, noAnswer } from "./attempt-result";
import type { Connections } from "./connections";
import { openRequest } from "./open-request";
import { type Stop, signalOf } from "./stop";
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
 * attempt without an answer. `stop` ends it at once, and the time limit does just that.
 */
export async function deliver(delivery: Delivery, stop: Stop): Promise<AttemptResult> {
  const timeoutMs = Math.min(delivery.timeoutMs ?? limits.responseMs, limits.responseMs);
  const timer = setTimeout(
    () => stop.end(new Error(`no complete response within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await exchange(delivery, stop);
  } catch (error) {
    return noAnswer(describe(stop.reason() ?? error));
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(delivery: Delivery, stop: Stop): Promise<AttemptResult> {
  const response = await send(openRequest(delivery), delivery, stop);
  const header = fromRawHeaders(response.rawHeaders, canonicalName);
  const body = await readAnswerBody(response);
  if (delivery.answerMs) await wait(delivery.answerMs, undefined, { signal: signalOf(stop) });
  return {
    status: response.statusCode ?? 0,
    header: isCompressed(response) ? decoded(header) : header,
    body,
  };
}

function send(request: ClientRequest, { body, bodyMs }: Delivery, stop: Stop): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    // Stays on for good: a reset while the answer is read arrives here too, and ends that reading.
    request.on("error", reject);
    stop.onEnd(() => request.destroy());
    if (bodyMs) trickle(request, body, bodyMs, signalOf(stop)).catch(reject);
    else request.end(body);
  });
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
