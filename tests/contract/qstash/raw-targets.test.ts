import { once } from "node:events";
import net from "node:net";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("a proxy before the service may rewrite paths");

/** All that a request line can carry but `#`, which begins a fragment. */
const byte = fc
  .integer({ min: 0x21, max: 0x7e })
  .map((code) => String.fromCharCode(code))
  .filter((char) => char !== "#");
const tricky = fc.constantFrom(
  "/",
  "//",
  "/../",
  "/./",
  "?",
  "&",
  "&&",
  "=",
  "%",
  "%2F",
  "%2f",
  "%zz",
  ":",
  "@",
  ";",
);
const tail = fc.array(fc.oneof(byte, tricky), { maxLength: 30 }).map((parts) => parts.join(""));

/** Publishes over a plain socket: every client library would tidy the path up. */
async function publishRaw(server: { url: string; token: string }, destination: string): Promise<void> {
  const { port, hostname } = new URL(server.url);
  const socket = net.connect(Number(port), hostname);
  const lines = [
    `POST /v2/publish/${destination} HTTP/1.1`,
    "Host: 127.0.0.1",
    `Authorization: Bearer ${server.token}`,
    "Content-Length: 0",
    "Connection: close",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [head] = await once(socket, "data");
  expect(String(head)).toMatch(/^HTTP\/1\.1 200 /);
  socket.destroy();
}

it("what was published is byte for byte what the destination gets, and what the signature is about", async () => {
  const { server, destination } = await setup();
  let count = 0;
  const property = fc.asyncProperty(tail, async (tail) => {
    const path = `/${(count += 1)}/${tail}`;
    await publishRaw(server, destination.url(path));
    const [request] = await destination.received(path, 1);
    expect(subjectOf(String(request?.headers["upstash-signature"]))).toBe(destination.url(path));
  });
  await fc.assert(property, { numRuns: 300 });
});

const claims = z.object({ sub: z.string() });

function subjectOf(token: string): string {
  return claims.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).sub;
}
