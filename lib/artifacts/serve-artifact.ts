import { byteRange } from "@/lib/http/byte-range";
import { attachment } from "@/lib/http/content-disposition";
import { Problem } from "@/lib/http/problem";
import type { Storage } from "@/lib/storage/storage";
import type { Artifact } from "./artifact";

/**
 * The bytes of an artifact, whole or a range, as a stream: a gigabyte costs no memory, and a reader who goes away
 * lets go of the file.
 *
 * @throws {Problem} `expired` when the bytes are gone.
 */
export async function serveArtifact(
  request: Request,
  artifact: Artifact,
  storage: Storage,
): Promise<Response> {
  const file = await storage.head(artifact.storageKey);
  if (file === null) throw new Problem("expired", "This file is not kept any more.");
  const etag = `"${artifact.artifactId}"`;
  const range = byteRange(wantedRange(request, etag), file.bytes);
  const headers = { ...HEADERS, ETag: etag, "Content-Disposition": attachment(artifact.fileName) };
  if (range === "none") return noSuchRange(file.bytes, headers);
  const part = range === "whole" ? { start: 0, end: file.bytes - 1 } : range;
  return new Response(await bodyOf(request, artifact, storage, range), {
    status: range === "whole" ? 200 : 206,
    headers: {
      ...headers,
      "Content-Type": artifact.contentType,
      "Content-Length": String(part.end - part.start + 1),
      ...(range === "whole" ? {} : { "Content-Range": `bytes ${part.start}-${part.end}/${file.bytes}` }),
    },
  });
}

const HEADERS = {
  "Accept-Ranges": "bytes",
  // Not to be compressed on the way: a range of a compressed answer is no range of the file.
  "Cache-Control": "private, no-store, no-transform",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** If-Range: whoever has a part of another file gets this one whole (RFC 9110 §13.1.5). */
function wantedRange(request: Request, etag: string): string | null {
  const ifRange = request.headers.get("if-range");
  return ifRange === null || ifRange === etag ? request.headers.get("range") : null;
}

async function bodyOf(
  request: Request,
  { storageKey }: Artifact,
  storage: Storage,
  range: ReturnType<typeof byteRange>,
): Promise<ReadableStream<Uint8Array> | null> {
  if (request.method === "HEAD") return null;
  const found = await storage.get(storageKey, typeof range === "string" ? undefined : range);
  if (found === null) throw new Problem("expired", "This file is not kept any more.");
  return found.body;
}

function noSuchRange(total: number, headers: Record<string, string>): Response {
  return new Response(null, { status: 416, headers: { ...headers, "Content-Range": `bytes */${total}` } });
}
