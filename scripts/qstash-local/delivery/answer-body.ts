import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { limits } from "../limits";

/** Whether the destination took our offer to pack its answer. */
export function isCompressed(response: IncomingMessage): boolean {
  return response.headers["content-encoding"] === "gzip";
}

/** The body of an answer, unpacked and cut off at the largest message size. @throws when the connection breaks. */
export async function readAnswerBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpacked(response) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limits.messageBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, limits.messageBytes);
}

function unpacked(response: IncomingMessage): Readable {
  if (!isCompressed(response)) return response;
  // The loop above gets the error from the stream itself.
  return pipeline(response, createGunzip(), () => {});
}
