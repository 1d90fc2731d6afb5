import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { runScript } from "@/tests/setup/run-script";

// The keys in tls/ are of an authority made for this file. Node reads whom to trust once, as it starts, so each post
// is made by a process of its own.
const file = (name: string) => fileURLToPath(new URL(`tls/${name}`, import.meta.url));
const CA = { NODE_EXTRA_CA_CERTS: file("ca.pem") };

const seen: unknown[] = [];
const server = createServer(
  { cert: readFileSync(file("cert.pem")), key: readFileSync(file("key.pem")) },
  (request, response) => {
    // What the client asked for, which the types of the server's side do not know.
    const name: unknown = Reflect.get(request.socket, "servername");
    seen.push({ name, host: request.headers.host });
    response.writeHead(204).end();
  },
);
let port: number;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens on a port.");
  port = address.port;
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(() => server.close());

async function post(host: string, environment: Record<string, string> = CA) {
  const { stdout } = await runScript(
    "tests/outgoing-webhooks/launch-post.ts",
    [`https://${host}:${port}/hooks`, "127.0.0.1"],
    environment,
  );
  return stdout;
}

it("a post by TLS goes to the address that was checked and demands a certificate for the name", async () => {
  expect(await post("hooks.pinned.test")).toBe("answered 204");
  expect(seen).toEqual([{ name: "hooks.pinned.test", host: `hooks.pinned.test:${port}` }]);
});

it.each([
  ["for another name", "other.pinned.test", CA],
  ["for a name while the URL has an address", "127.0.0.1", CA],
  ["of an authority that nobody trusts", "hooks.pinned.test", {}],
])("a post by TLS sends nothing to a certificate %s", async (_what, host, environment) => {
  expect(await post(host, environment)).toBe("endpoint-tls");
  expect(seen).toEqual([]);
});
