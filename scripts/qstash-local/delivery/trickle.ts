import type { ClientRequest } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const PIECES = 10;

/** Sends the body of a request in pieces, spread over a time. @throws when `signal` ends it. */
export async function trickle(
  request: ClientRequest,
  body: Buffer,
  overMs: number,
  signal: AbortSignal,
): Promise<void> {
  request.flushHeaders();
  const size = Math.max(1, Math.ceil(body.length / PIECES));
  for (let piece = 0; piece < PIECES; piece += 1) {
    await wait(overMs / PIECES, undefined, { signal });
    request.write(body.subarray(piece * size, (piece + 1) * size));
  }
  request.end();
}
