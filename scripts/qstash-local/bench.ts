import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineCommand, runMain } from "citty";
import { type Figures, measure } from "./bench/measure";

const command = defineCommand({
  meta: {
    name: "qstash-local bench",
    description: "Measures how many messages the local server takes, holds and delivers on this machine.",
  },
  args: {
    messages: { type: "string", default: "10000", description: "Messages delivered at once; hundreds" },
    waiting: { type: "string", default: "100000", description: "Delayed messages that wait; hundreds" },
  },
  async run({ args }) {
    const amounts = { messages: readHundreds(args.messages), waiting: readHundreds(args.waiting) };
    const folder = await mkdtemp(path.join(tmpdir(), "qstash-bench-"));
    try {
      const columns = [await measure(amounts), await measure(amounts, folder)];
      for (const line of tableOf(columns)) console.log(line);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
});

void runMain(command);

function readHundreds(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 100 && count % 100 === 0) return count;
  console.error(`expected a multiple of 100, came "${text}"`);
  return process.exit(1);
}

const whole = (value: number) => Math.round(value).toLocaleString("en-US");
const megabytes = (value: number) => `${(value / 2 ** 20).toFixed(1)} MB`;
const milliseconds = (value: number) => `${value.toFixed(2)} ms`;

const ROWS: [string, (figures: Figures) => string][] = [
  ["deliveries per second, published in batches of 100", (figures) => whole(figures.batchDeliveries)],
  ["computing time of the server for one of them", (figures) => `${whole(figures.batchMicroseconds)} µs`],
  ["deliveries per second, published one by one", (figures) => whole(figures.singleDeliveries)],
  ["publishes per second, one by one, 16 at a time", (figures) => whole(figures.singlePublishes)],
  ["a publish alone, median", (figures) => milliseconds(figures.latencyMedian)],
  ["a publish alone, 99th percentile", (figures) => milliseconds(figures.latency99)],
  ["delayed messages accepted per second", (figures) => whole(figures.waitingPublishes)],
  ["memory per waiting message", (figures) => `${whole(figures.bytesPerWaiting)} bytes`],
  ["timers while they wait", (figures) => whole(figures.timers)],
  ["deliveries per second when all are due at once", (figures) => whole(figures.drained)],
  ["memory before", (figures) => megabytes(figures.bytesBefore)],
  ["memory after", (figures) => megabytes(figures.bytesAfter)],
];

function tableOf(columns: Figures[]): string[] {
  const rows = ROWS.map(([name, show]) => `| ${name} | ${columns.map(show).join(" | ")} |`);
  return ["| | memory | folder |", "| --- | --- | --- |", ...rows];
}
