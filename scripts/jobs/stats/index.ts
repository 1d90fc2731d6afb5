import type { Database } from "@/lib/db/database";
import { percentileOf } from "@/lib/jobs/metrics/histogram";
import { readMetrics, type TypeMetrics } from "@/lib/jobs/metrics/read-metrics";
import { readReading } from "@/lib/jobs/metrics/read-reading";
import { usageError } from "@/scripts/jobs/kit/command-error";
import { EXIT } from "@/scripts/jobs/kit/exit-code";
import { inDatabase } from "@/scripts/jobs/kit/in-database";
import { isWatched, say, sayJson, tell } from "@/scripts/jobs/kit/output";
import { table, tsv } from "@/scripts/jobs/kit/table";
import { briefly, readSince } from "@/scripts/jobs/kit/times";
import { defineVerb } from "@/scripts/jobs/kit/verb";

const SINCE = "24h";

/** `pnpm jobs:stats` */
export const verb = defineVerb({
  name: "stats",
  takes: "",
  about: `what happened to each type of job, from the metrics that reconcile rolls up every five minutes.

A table on a terminal; elsewhere lines with tabs between type, enqueued, completed, failed (timed out
included), cancelled, runs that were retried, and in seconds the median and 95th percentile of how long runs
took and of how long they waited to begin. Of the last 48 hours by the minute, of before by the hour.`,
  options: {
    since: { type: "string", value: "TIME", says: `since then: 30m, 2h, 7d, or a date; ${SINCE} without it` },
    type: { type: "string", value: "TYPE", says: "of this type only" },
  },
  needs: "environment",
  async run({ values: { since = SINCE, type, json = false } }) {
    const from = new Date(readSince(since, "stats"));
    const to = new Date();
    if (from >= to)
      throw usageError(`--since ${since} is in the future`, "it takes a time that has been", "stats");
    const { types, lagSeconds } = await inDatabase((db) =>
      read(db, { from, to, ...(type === undefined ? {} : { type }) }),
    );
    const rows = types
      .filter(({ type }) => type !== "")
      .map(toRow)
      .filter(hasAny);
    if (json) sayJson({ ok: true, from: from.toISOString(), to: to.toISOString(), lagSeconds, types: rows });
    else if (isWatched) say(rows.length === 0 ? "nothing happened\n" : table(HEADINGS, rows.map(shown)));
    else say(tsv(rows.map((row) => Object.values(row))));
    tell(`  ${lagText(lagSeconds)}\n`);
    return EXIT.ok;
  },
});

async function read(db: Database, range: { from: Date; to: Date; type?: string }) {
  const [types, { lagSeconds }] = await Promise.all([readMetrics(db, range), readReading(db)]);
  return { types, lagSeconds };
}

type Row = {
  type: string;
  enqueued: number;
  completed: number;
  failed: number;
  cancelled: number;
  retried: number;
  runP50: number | null;
  runP95: number | null;
  waitP50: number | null;
  waitP95: number | null;
};

function toRow({ type, counts, histograms }: TypeMetrics): Row {
  const { run, wait } = histograms;
  return {
    type,
    enqueued: counts.enqueued,
    completed: counts.completed,
    failed: counts.failed + counts.timeout,
    cancelled: counts.cancelled,
    retried: counts.retried,
    runP50: percentileOf(run, 0.5),
    runP95: percentileOf(run, 0.95),
    waitP50: percentileOf(wait, 0.5),
    waitP95: percentileOf(wait, 0.95),
  };
}

/** Only what is not shown happened to the others, such as a delivery that was refused. */
function hasAny(row: Row): boolean {
  return Object.values(row).some((value) => typeof value === "number" && value > 0);
}

const HEADINGS = [
  "TYPE",
  "ENQUEUED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "RETRIED",
  "RUN p50",
  "p95",
  "WAIT p50",
  "p95",
];

function shown({ type, runP50, runP95, waitP50, waitP95, ...counts }: Row): string[] {
  return [
    type,
    ...Object.values(counts).map((count) => count.toLocaleString("en")),
    ...[runP50, runP95, waitP50, waitP95].map((seconds) =>
      seconds === null ? "-" : briefly(seconds * 1000),
    ),
  ];
}

function lagText(lagSeconds: number | null): string {
  if (lagSeconds === null) return "nothing is counted yet: pnpm jobs:reconcile does it";
  return `counted until ${briefly(Math.max(1, lagSeconds) * 1000)} ago`;
}
