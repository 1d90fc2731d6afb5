import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { seededRandom } from "@/scripts/qstash-local/faults/seeded-random";
import { type Lossiness, lossiness } from "./provider-protocol";

// Somebody outside who honours idempotency keys, answers badly, and remembers what really happened.

const [port = "", seed = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));

/** What happened, by idempotency key. */
const ledger = new Map<string, { jobId: string; name: string; receipt: string; requests: number }>();
const repaired = new Set<string>();
const struck: Record<string, number> = {};
let loss: Lossiness = lossiness.parse({});

const order = z.object({ jobId: z.uuid(), name: z.string() });

createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.destroy();
  });
}).listen(Number(port), "127.0.0.1");

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (`${request.method} ${request.url}`) {
    case "POST /effects":
      return effect(String(request.headers["idempotency-key"]), order.parse(await json(request)), response);
    case "POST /repair":
      repaired.add(z.object({ jobId: z.uuid() }).parse(await json(request)).jobId);
      return send(response, 200, {});
    case "POST /loss":
      loss = lossiness.parse(await json(request));
      return send(response, 200, {});
    case "GET /ledger":
      return send(response, 200, { effects: [...ledger].map(([key, entry]) => ({ key, ...entry })), struck });
    default:
      return send(response, 404, {});
  }
}

async function effect(key: string, asked: z.output<typeof order>, response: ServerResponse): Promise<void> {
  if (strikes("busy")) return send(response, 429, {});
  if (strikes("error")) return send(response, 500, {});
  if (asked.name.startsWith("broken") && !repaired.has(asked.jobId)) return send(response, 422, {});
  if (strikes("slow")) await wait(500 + random() * 2500);
  const entry = ledger.get(key) ?? { ...asked, receipt: `receipt-${ledger.size + 1}`, requests: 0 };
  ledger.set(key, { ...entry, requests: entry.requests + 1 });
  if (strikes("drop")) return void response.destroy();
  if (strikes("late")) await wait(500 + random() * 2500);
  send(response, 200, { receipt: entry.receipt });
}

function strikes(fault: keyof Lossiness): boolean {
  const isStruck = random() < loss[fault];
  if (isStruck) struck[fault] = (struck[fault] ?? 0) + 1;
  return isStruck;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}
