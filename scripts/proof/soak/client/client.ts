import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type Order, placed, type SoakRequest } from "@/scripts/proof/soak/plan/order";
import { ask } from "@/scripts/proof/soak/stack/ask";
import type { Entry, Journal } from "./journal";
import { untilDone } from "./until-done";

/** Orders under way at once; later ones wait when the app is slow. */
const AT_A_TIME = 40;

/** Places every order at its time, as a client would whose server is killed again and again. */
export async function placeOrders(
  baseUrl: string,
  orders: readonly Order[],
  journal: Journal,
): Promise<void> {
  const startedAt = performance.now();
  const waiting = orders.values();
  const cancels: Promise<void>[] = [];
  await Promise.all(Array.from({ length: AT_A_TIME }, placeOneByOne));
  await Promise.all(cancels);

  async function placeOneByOne(): Promise<void> {
    for (const order of waiting) {
      await wait(Math.max(0, order.atMs - (performance.now() - startedAt)));
      const entry: Entry = { order, jobIds: new Set(), unknown: 0 };
      journal.set(order.id, entry);
      await placeOrder(baseUrl, entry);
      if (order.cancelAfterMs !== null) cancels.push(cancel(baseUrl, entry, order.cancelAfterMs));
    }
  }
}

async function placeOrder(baseUrl: string, entry: Entry): Promise<void> {
  const { requests, isTwice } = entry.order;
  for (const request of requests) {
    await Promise.all((isTwice ? [request, request] : [request]).map((one) => send(baseUrl, entry, one)));
  }
}

async function cancel(baseUrl: string, { jobIds }: Entry, afterMs: number): Promise<void> {
  await wait(afterMs);
  for (const jobId of jobIds) await untilDone(() => deed(baseUrl, "cancel", jobId));
}

/** Cancels or revives a job, as a person would. */
export function deed(baseUrl: string, verb: "cancel" | "revive", jobId: string): Promise<unknown> {
  return ask(z.unknown(), `${baseUrl}/api/deeds`, { body: { verb, jobId } });
}

async function send(baseUrl: string, entry: Entry, request: SoakRequest): Promise<void> {
  const once = () => ask(placed, `${baseUrl}/api/orders`, { body: request });
  try {
    const { jobIds } = await (entry.order.isRepeatable ? untilDone(once) : once());
    for (const jobId of jobIds) entry.jobIds.add(jobId);
  } catch {
    entry.unknown += 1;
  }
}
