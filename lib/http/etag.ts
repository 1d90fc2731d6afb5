import { createHash } from "node:crypto";

/** `body` as JSON with an ETag of its content, or 304 when the client has it already (RFC 9110 §13). */
export function jsonWithEtag(request: Request, body: unknown, headers: Record<string, string>): Response {
  const text = JSON.stringify(body);
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  const all = { ...headers, ETag: etag };
  if (hasMatch(request, etag)) return new Response(null, { status: 304, headers: all });
  return new Response(text, { headers: { ...all, "Content-Type": "application/json" } });
}

/** Whether the client says that it has this version (`If-None-Match`). */
export function hasMatch(request: Request, etag: string): boolean {
  const header = request.headers.get("if-none-match");
  if (header === null) return false;
  const tags = header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(etag);
}
