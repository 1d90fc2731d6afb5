import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { NoAnswer } from "./no-answer";
import { post } from "./post";

let listener: RequestListener;
const servers: Server[] = [];
const server = createServer((request, response) => listener(request, response));
const port = await listening(server);
beforeEach(() => {
  listener = (_, response) => response.end();
});
afterAll(() => {
  server.closeAllConnections();
  for (const one of servers) one.close();
});

const posted = { body: "{}", headers: { "Content-Type": "application/json" }, timeoutMs: 10_000 };
const at = (path: string, host = "127.0.0.1") => ({
  url: new URL(`http://${host}:${port}${path}`),
  addresses: ["127.0.0.1"],
});

describe("a post", () => {
  it("goes to the address that was checked, whatever the resolver says of the name", async () => {
    let seen = {};
    listener = (request, response) => {
      seen = { host: request.headers.host, method: request.method, url: request.url };
      response.writeHead(204, { "Retry-After": "7" }).end();
    };
    // No resolver knows the name: only the pin can lead to the server.
    const answer = await post(at("/hooks?a=1", "pinned.invalid"), posted);
    expect(answer).toMatchObject({ status: 204, headers: { "retry-after": "7" } });
    expect(seen).toEqual({ host: `pinned.invalid:${port}`, method: "POST", url: "/hooks?a=1" });
  });

  it("follows no redirect", async () => {
    const paths: (string | undefined)[] = [];
    listener = ({ url }, response) => {
      paths.push(url);
      response.writeHead(307, { Location: "/elsewhere" }).end();
    };
    expect(await post(at("/first"), posted)).toMatchObject({ status: 307 });
    expect(paths).toEqual(["/first"]);
  });

  it("reads no more than a little of an endless answer", async () => {
    let isEnded = false;
    listener = (_, response) => {
      response.on("close", () => (isEnded = true));
      response.writeHead(200);
      const more = () => void response.write("x".repeat(65_536));
      response.on("drain", more);
      more();
    };
    expect(await post(at("/endless"), posted)).toMatchObject({ status: 200 });
    await expect.poll(() => isEnded).toBe(true);
  });

  it("takes the status for the answer when the body never ends", async () => {
    listener = (_, response) => {
      response.writeHead(200).write("so far");
    };
    expect(await post(at("/stalled"), { ...posted, timeoutMs: 300 })).toMatchObject({ status: 200 });
  });

  it("takes 101 for the answer that it is, and speaks no other protocol", async () => {
    const odd = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () =>
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      );
    });
    const url = new URL(`http://127.0.0.1:${await listening(odd)}/`);
    expect(await post({ url, addresses: ["127.0.0.1"] }, posted)).toMatchObject({ status: 101 });
  });

  it("says that nobody answered in time", async () => {
    listener = () => undefined;
    await expect(post(at("/silent"), { ...posted, timeoutMs: 100 })).rejects.toMatchObject({
      reason: "timeout",
      code: "endpoint-timeout",
    });
  });

  it("ends with the signal's reason", async () => {
    listener = () => undefined;
    const controller = new AbortController();
    const ended = post(at("/silent"), { ...posted, signal: controller.signal });
    controller.abort(new Error("lease lost"));
    await expect(ended).rejects.toThrow("lease lost");
  });

  it("says that nobody is there", async () => {
    const gone = createServer();
    const free = await listening(gone);
    gone.close();
    const nowhere = { url: new URL(`http://127.0.0.1:${free}/`), addresses: ["127.0.0.1"] };
    await expect(post(nowhere, posted)).rejects.toMatchObject({ reason: "unreachable" });
  });

  it("says that it is no TLS that answers", async () => {
    const plain = { url: new URL(`https://127.0.0.1:${port}/`), addresses: ["127.0.0.1"] };
    await expect(post(plain, posted)).rejects.toMatchObject({ reason: "tls" });
  });

  it.each([
    ["closes the connection", (socket: Socket) => socket.destroy(), "unreachable"],
    ["speaks no HTTP", (socket: Socket) => socket.end("220 mail.example.com ESMTP\r\n"), "not-http"],
  ])("says that an endpoint %s", async (_what, behave, reason) => {
    const odd = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => behave(socket));
    });
    const url = new URL(`http://127.0.0.1:${await listening(odd)}/?token=s3cret`);
    const error = await post({ url, addresses: ["127.0.0.1"] }, posted).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toMatchObject({ reason });
    expect(String(error)).not.toContain("s3cret");
  });
});

async function listening(one: Server): Promise<number> {
  servers.push(one);
  one.listen(0, "127.0.0.1");
  await once(one, "listening");
  const address = one.address();
  if (address === null || typeof address === "string") throw new Error("It listens on a port.");
  return address.port;
}
