import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { EffectRefused } from "@/lib/jobs/errors";

/** What one call meets instead of an answer. Only with `lose-answer` something has happened. */
type Fault = "refuse-422" | "refuse-429" | "fail-500" | "busy-409" | "lose-answer";

/**
 * Somebody outside who honours idempotency keys, over real HTTP: what has happened there is in `effects`, one entry
 * for each key, whatever the engine believes. `hold` keeps calls waiting until it is released.
 */
export async function startProvider() {
  const effects: string[] = [];
  const sent: { key: string; body: string }[] = [];
  const faults: Fault[] = [];
  let calls = 0;
  let held: Promise<void> | null = null;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    const key = String(request.headers["idempotency-key"]);
    const fault = faults.shift();
    sent.push({ key, body: await text(request) });
    await held;
    if (fault !== undefined && fault !== "lose-answer") {
      response.writeHead(Number(fault.slice(-3))).end(fault);
      return;
    }
    if (!effects.includes(key)) effects.push(key);
    if (fault === "lose-answer") request.socket.destroy();
    else response.end(`receipt ${effects.indexOf(key)}`);
  }

  return {
    url,
    effects,
    /** Every call, in the order in which they came. */
    sent,
    calls: () => calls,
    /** What the next calls meet, one each. */
    fail: (...next: Fault[]) => void faults.push(...next),
    /** Calls it as a handler does, for `ctx.once`. */
    async charge(body: string, { idempotencyKey }: { idempotencyKey: string }): Promise<string> {
      const headers = { "Idempotency-Key": idempotencyKey };
      const response = await fetch(url, { method: "POST", body, headers });
      const said = await response.text();
      if (response.ok) return said;
      throw said.startsWith("refuse") ? new EffectRefused(new Error(said)) : new Error(said);
    },
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
      sent.length = 0;
      faults.length = 0;
      calls = 0;
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
