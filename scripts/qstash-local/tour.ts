import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { pathToFileURL } from "node:url";
import { Client, Receiver } from "@upstash/qstash";
import { randomCredentials } from "./credentials";
import { type QStashLocal, startQStashLocal } from "./server";

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await tour(console.log);

/** The official client publishes, fails, retries, dead-letters and replays; an hour of it takes less than a second. */
export async function tour(print: (line: string) => void): Promise<void> {
  const server = await startQStashLocal({ ...randomCredentials(), log: (line) => print(`  ${line}`) });
  const app = await startApp(new Receiver(server));
  try {
    await walk(server, app, print);
  } finally {
    await server.close();
    await app.close();
  }
}

async function walk(server: QStashLocal, app: App, print: (line: string) => void): Promise<void> {
  const client = new Client({ baseUrl: server.url, token: server.token });
  await server.clock.freeze();

  print("> client.publishJSON({ url: `${app}/welcome`, body: { name: 'Ada' } })");
  await client.publishJSON({ url: `${app.url}/welcome`, body: { name: "Ada" } });
  await server.clock.untilIdle();

  print("> client.publishJSON({ url: `${app}/invoice`, body: { id: 7 } })   // the app answers 503 there");
  app.isBroken = true;
  await client.publishJSON({ url: `${app.url}/invoice`, body: { id: 7 } });
  await server.clock.untilIdle();
  print("> server.clock.advance('1h')");
  await server.clock.advance("1h");

  print("> client.dlq.listMessages()");
  const { messages } = await client.dlq.listMessages();
  for (const { url, body, responseStatus } of messages) print(`  ${url} ${body} ← ${responseStatus}`);

  print("> client.dlq.retry(dlqIds)   // the app is repaired");
  app.isBroken = false;
  await client.dlq.retry(messages.map(({ dlqId }) => dlqId));
  await server.clock.untilIdle();
}

type App = { url: string; isBroken: boolean; close(): Promise<void> };

/** An app that checks each signature, as yours does, and answers 503 while it is broken. */
async function startApp(receiver: Receiver): Promise<App> {
  const server = http.createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const signature = String(request.headers["upstash-signature"]);
    const isSigned = await receiver
      .verify({ signature, body, url: app.url + request.url })
      .catch(() => false);
    response.writeHead(isSigned ? (app.isBroken ? 503 : 200) : 401).end();
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const app = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    isBroken: false,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return app;
}
