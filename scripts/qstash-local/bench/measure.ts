import { z } from "zod";
import { type Child, startChild } from "./child";
import { createPublisher, type Publisher } from "./publisher";

/** How many messages the two parts of the bench take. Multiples of a hundred. */
export type Amounts = { messages: number; waiting: number };

/** Rates are per second, latencies are milliseconds, memory is bytes after a garbage collection. */
export type Figures = {
  batchDeliveries: number;
  batchMicroseconds: number;
  singleDeliveries: number;
  singlePublishes: number;
  latencyMedian: number;
  latency99: number;
  waitingPublishes: number;
  bytesPerWaiting: number;
  timers: number;
  drained: number;
  bytesBefore: number;
  bytesAfter: number;
};

type Bench = { server: Child; destination: Child; publisher: Publisher };

/** Measures one server from start to stop. @param data its folder; without one it keeps everything in memory. */
export async function measure(amounts: Amounts, data?: string): Promise<Figures> {
  const destination = await startChild("destination-process.ts");
  const server = await startChild("server-process.ts", data === undefined ? [] : [data]);
  const publisher = createPublisher(
    z.object({ url: z.string(), token: z.string() }).parse(server.hello),
    z.object({ url: z.string() }).parse(destination.hello).url,
  );
  const bench = { server: server.child, destination: destination.child, publisher };
  try {
    return await allFigures(bench, amounts);
  } finally {
    publisher.close();
    await bench.server.stop();
    await bench.destination.stop();
  }
}

async function allFigures(bench: Bench, { messages, waiting }: Amounts): Promise<Figures> {
  const { publisher, destination } = bench;
  // What is compiled on the way is no one's cost per message.
  await publisher.inBatches(messages);
  await reached(destination, messages);
  const quiet = await stateOf(bench.server);
  const batches = await deliveries(bench, messages, () => publisher.inBatches(messages));
  const busy = await stateOf(bench.server);
  const singles = await deliveries(bench, messages, () => publisher.oneByOne(messages, 16));
  const alone = await publisher.oneByOne(Math.min(1000, messages), 1);
  await reached(destination, alone.length);
  const full = await manyWaiting(bench, waiting, batches.published);
  return {
    batchDeliveries: batches.delivered,
    batchMicroseconds: (busy.microseconds - quiet.microseconds) / messages,
    singleDeliveries: singles.delivered,
    singlePublishes: singles.published,
    latencyMedian: alone[Math.floor(alone.length / 2)] ?? Number.NaN,
    latency99: alone[Math.floor(alone.length * 0.99)] ?? Number.NaN,
    ...full,
    bytesBefore: quiet.bytes,
    bytesAfter: (await stateOf(bench.server)).bytes,
  };
}

/** Publishes and waits for the last delivery; how many a second were accepted, and how many arrived. */
async function deliveries({ destination }: Bench, count: number, publish: () => Promise<unknown>) {
  const start = Date.now();
  await publish();
  const published = perSecond(count, start, Date.now());
  return { published, delivered: perSecond(count, start, await reached(destination, count)) };
}

async function manyWaiting({ server, destination, publisher }: Bench, count: number, expectedRate: number) {
  const before = await stateOf(server);
  const start = Date.now();
  const dueAt = Math.ceil(start / 1000 + (3 * count) / expectedRate + 5);
  await publisher.inBatches(count, { "upstash-not-before": String(dueAt) });
  const waitingPublishes = perSecond(count, start, Date.now());
  const { bytes, timers } = await stateOf(server);
  if (Date.now() > dueAt * 1000)
    throw new Error("publishing took so long that the first were due before the last");
  const drained = perSecond(count, dueAt * 1000, await reached(destination, count));
  return { waitingPublishes, bytesPerWaiting: (bytes - before.bytes) / count, timers, drained };
}

async function reached(destination: Child, count: number): Promise<number> {
  return z.object({ reachedAt: z.number() }).parse(await destination.ask(count)).reachedAt;
}

async function stateOf(server: Child) {
  return state.parse(await server.ask("state"));
}

const state = z.object({ microseconds: z.number(), bytes: z.number(), timers: z.number() });

function perSecond(count: number, start: number, end: number): number {
  return (count * 1000) / Math.max(1, end - start);
}
