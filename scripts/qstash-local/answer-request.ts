import type { IncomingMessage, ServerResponse } from "node:http";
import { handleRequest } from "./api/handle-request";
import type { Service } from "./engine/service";
import { ConnectionLost } from "./http/connection-lost";
import { HttpError } from "./http/http-error";
import type { Reply } from "./http/router";
import { handlePage, isForPage } from "./page/handle-page";
import type { PageAnswer } from "./page/page-answer";

/** Answers one request, whatever comes of it. Never throws. */
export async function answerRequest(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  try {
    if (isForPage(request)) sendPage(response, await handlePage(service, request));
    else send(response, await handleRequest(service, request));
  } catch (error) {
    if (error instanceof ConnectionLost) return void request.socket.resetAndDestroy();
    const known = error instanceof HttpError ? error : new HttpError(500, `internal error: ${String(error)}`);
    if (known.status === 500) log(`${request.method} ${request.url}: ${String(error)}`);
    send(response, { status: known.status, body: { error: known.message } });
  }
  // What of the body nobody wanted; unread, it would block the next request on this connection.
  request.resume();
}

function sendPage(response: ServerResponse, { status, headers, body }: PageAnswer): void {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
