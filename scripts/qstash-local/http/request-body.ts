import type { IncomingMessage } from "node:http";
import { badRequest, HttpError } from "./http-error";

/**
 * The raw bytes of a request. Beyond the limit it stops keeping them but reads on, so that the sender gets to see
 * the answer instead of a broken connection.
 *
 * @throws {HttpError} 413 beyond `bytesMax`, 400 when the sender breaks off.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bytesMax) chunks.push(chunk);
      else reject(tooLarge(bytesMax));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => reject(brokenOff()));
    request.on("close", () => {
      if (!request.readableEnded) reject(brokenOff());
    });
  });
}

const brokenOff = () => badRequest("the request ended before its body was complete");

function tooLarge(bytesMax: number): HttpError {
  return new HttpError(413, `body too large: at most ${bytesMax} bytes are accepted here`);
}

/** A request body as JSON; `undefined` when it is empty. @throws {HttpError} 400 when it is not JSON. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    throw badRequest(`invalid body: expected JSON, came "${body.toString().slice(0, 40)}"`);
  }
}
