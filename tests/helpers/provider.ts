import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * Somebody outside who honours idempotency keys, over real HTTP: what has happened there is in `effects`, one entry
 * for each key, whatever the engine believes. `hold` keeps calls waiting until it is released.
 */
export async function startProvider() {
  const effects: string[] = [];
  let calls = 0;
  let held: Promise<void> | null = null;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    const key = String(request.headers["idempotency-key"]);
    await held;
    if (!effects.includes(key)) effects.push(key);
    response.end(`receipt ${effects.indexOf(key)}`);
  }

  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    effects,
    calls: () => calls,
    hold(): () => void {
      const releaser = new AbortController();
      held = new Promise((resolve) => {
        releaser.signal.addEventListener("abort", () => resolve());
      });
      return () => {
        held = null;
        releaser.abort();
      };
    },
    reset(): void {
      effects.length = 0;
      calls = 0;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
