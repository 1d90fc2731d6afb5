import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { limits } from "../limits";

/** Whether the destination took our offer to pack its answer. */
export function isCompressed(response: IncomingMessage): boolean {
  return response.headers["content-encoding"] === "gzip";
}

/** The body of an answer, unpacked and cut off at the largest message size. @throws when the connection breaks. */
export function readAnswerBody(response: IncomingMessage): Promise<Buffer> {
  const stream = unpacked(response);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, limits.messageBytes));
    stream.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < limits.messageBytes) return;
      finish();
      stream.destroy();
    });
    stream.on("end", finish);
    stream.on("error", reject);
    stream.on("close", () => {
      if (!stream.readableEnded) reject(new Error("the connection broke before the answer was complete"));
    });
  });
}

function unpacked(response: IncomingMessage): Readable {
  if (!isCompressed(response)) return response;
  // Whoever reads gets the error from the stream itself.
  return pipeline(response, createGunzip(), () => {});
}
