import { once } from "node:events";
import net from "node:net";
import { expect, it } from "vitest";
import { onlyHere } from "./only-here";
import { setup } from "./setup";

onlyHere("how broken HTTP is refused is in no documentation");

/** Sends raw bytes and returns everything that comes back until the server closes. */
async function say(origin: string, text: string | Buffer): Promise<string> {
  const { port, hostname } = new URL(origin);
  const socket = net.connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.end(text);
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}

const LONG = "x".repeat(20_000);

it.each([
  ["no HTTP at all", "hello\r\n\r\n", 400],
  ["bytes", Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0xff]), 400],
  ["a broken header", "GET / HTTP/1.1\r\nno colon\r\n\r\n", 400],
  ["two lengths", "POST /v2/batch HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400],
  ["huge headers", `GET / HTTP/1.1\r\nX: ${LONG}\r\n\r\n`, 431],
  ["CONNECT", "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n", 400],
  [
    "a strange expectation",
    "GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n",
    417,
  ],
  ["no host", "GET /v2/keys HTTP/1.1\r\nConnection: close\r\n\r\n", 401],
  ["an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404],
  ["an empty path", "GET ?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400],
  ["many slashes", `GET ${"/".repeat(5000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, 404],
  [
    "bad escapes",
    "GET /v2/keys?%zz=%&qstash_token=%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    401,
  ],
  [
    "an upgrade",
    "GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
    404,
  ],
])("%s is answered with JSON, and the server goes on", async (_name, text, status) => {
  const { server, client } = await setup();
  const answer = await say(server.url, text);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toEqual({ error: expect.any(String) });
  expect(await client.schedules.list()).toEqual([]);
});

it("a body that breaks off is nobody's message", async () => {
  const { server, client, destination } = await setup();
  const head = `POST /v2/publish/${destination.url("/cut")} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${server.token}`;
  await say(server.url, `${head}\r\nContent-Length: 100\r\n\r\nshort`);
  expect((await client.logs()).logs).toEqual([]);
});
