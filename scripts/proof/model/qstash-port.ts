import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";

/** What becomes of the next calls: taken; taken, with the answer lost; refused. */
export const PORT_FAULTS = ["none", "answer-lost", "refused"] as const;

/** Takes the engine's messages and never delivers one: the proof does that. `forgets`: no message is known. */
export type QStashPort = {
  url: string;
  fault: (typeof PORT_FAULTS)[number];
  forgets: boolean;
  close(): Promise<void>;
};

export async function startQStashPort(): Promise<QStashPort> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port: QStashPort = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    fault: "none",
    forgets: true,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  let taken = 0;
  return port;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET")
      return reply(response, port.forgets ? 404 : 200, { messageId: request.url });
    const batch = z.array(z.unknown()).parse(await json(request));
    if (port.fault === "answer-lost") return void request.socket.destroy();
    if (port.fault === "refused") return reply(response, 400, { error: "refused" });
    reply(
      response,
      200,
      batch.map(() => ({ messageId: `msg_${(taken += 1)}` })),
    );
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
