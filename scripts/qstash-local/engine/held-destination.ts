import { once } from "node:events";
import http, { type ServerResponse } from "node:http";

/** A destination that holds every request until it is told how to answer it. */
export type HeldDestination = {
  url: string;
  /** Answers what this message has open and what it still opens, until `forget`. */
  answer(messageId: string, status: number): void;
  forget(messageId: string): void;
  close(): Promise<void>;
};

export async function startHeldDestination(): Promise<HeldDestination> {
  const held = new Map<string, ServerResponse[]>();
  const statuses = new Map<string, number>();
  const server = http.createServer((request, response) => {
    const id = String(request.headers["upstash-message-id"]);
    held.set(id, [...(held.get(id) ?? []), response]);
    settle(id);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  /** A request that a restart broke off may arrive after the restart: it is answered like the new one, to nobody. */
  function settle(id: string): void {
    const status = statuses.get(id);
    if (status === undefined) return;
    for (const response of held.get(id) ?? []) response.writeHead(status).end();
    held.delete(id);
  }

  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    answer(id, status) {
      statuses.set(id, status);
      settle(id);
    },
    forget: (id) => void statuses.delete(id),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
