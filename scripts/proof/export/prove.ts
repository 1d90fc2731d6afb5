import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import exceljs from "exceljs";
import { z } from "zod";
import { type Database, query } from "@/lib/db/database";
import { type ExportPayload, exportData } from "@/lib/exports/jobs";
import { enqueue } from "@/lib/jobs/enqueue";
import { storage } from "@/lib/storage/configured";
import { type Stage, setStage } from "./stage";

type Question = {
  rows: number;
  kills: number;
  format: ExportPayload["format"];
  note: (line: string) => void;
};

export type Proof = {
  ok: boolean;
  format: string;
  rows: number;
  /** Different rows that the file has. */
  distinct: number;
  mails: number;
  kills: number;
  runs: number;
  bytes: number;
  seconds: number;
  /** Of the process that exports, at its most and before its first export. */
  peakMb: number;
  idleMb: number;
};

/** Lets one export run while its process is killed at several places, and counts what came of it. */
export async function proveExport({ rows, kills, format, note }: Question): Promise<Proof> {
  const stage = await setStage(rows);
  try {
    note(`${rows} rows are there; the export begins`);
    const began = performance.now();
    const payload = { exportType: "activity-logs", format, notifyEmail: "ada@example.test" } as const;
    const { jobId } = await enqueue(exportData, payload, { actor: stage.actor, publish: "now" });
    for (let kill = 1; kill <= kills; kill += 1) {
      await until(async () => (await rowsKept(stage.db, jobId)) >= (rows * kill) / (kills + 1));
      if (!(await stage.victims.kill())) throw new Error("There was no process to kill.");
      note(`killed with ${await rowsKept(stage.db, jobId)} rows in the storage`);
    }
    const { artifactId, bytes, runs } = await ended(stage, jobId);
    const seconds = Math.round((performance.now() - began) / 1_000);
    note(`completed after ${seconds} s; reading the file`);
    const found = await numbersIn(`exports/${artifactId}`, format);
    await until(async () => stage.mailbox.mails().length > 0);
    const mails = stage.mailbox.mails().length;
    // Another mail would be another job: it commits with the end of the export.
    const mailJobs = await mailJobsOf(stage.db, jobId);
    const ok = found.rows === rows && found.distinct === rows && mails === 1 && mailJobs === 1;
    const memory = await stage.victims.memory();
    return {
      ok,
      format,
      rows: found.rows,
      distinct: found.distinct,
      mails,
      kills,
      runs,
      bytes,
      seconds,
      ...memory,
    };
  } finally {
    await stage.stop();
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await wait(20);
}

async function rowsKept(db: Database, jobId: string): Promise<number> {
  const [row] = await query(
    db,
    z.object({ rows: z.number() }),
    sql`
    select coalesce(sum(p.rows), 0)::int as rows from artifact_parts p join artifacts a using (artifact_id)
    where a.job_id = ${jobId}::uuid`,
  );
  return row?.rows ?? 0;
}

async function mailJobsOf(db: Database, jobId: string): Promise<number> {
  const [row] = await query(
    db,
    z.object({ count: z.number() }),
    sql`select count(*)::int as count from job_executions where parent_job_id = ${jobId}::uuid`,
  );
  return row?.count ?? 0;
}

const execution = z.object({
  status: z.string(),
  run: z.number(),
  result: z.unknown(),
  error: z.string().nullable(),
});

async function ended({ db }: Stage, jobId: string) {
  for (;;) {
    const [row] = await query(
      db,
      execution,
      sql`select status, run, result, error from job_executions where job_id = ${jobId}::uuid`,
    );
    if (row?.status === "completed") return { ...exportData.result.parse(row.result), runs: row.run };
    if (row?.status === "failed" || row?.status === "timeout")
      throw new Error(`The export failed: ${row.error}`);
    await wait(100);
  }
}

/** How many rows the file has, and how many different ones: their subjects begin with `row N `. */
async function numbersIn(key: string, format: ExportPayload["format"]) {
  const found = await storage().get(key);
  if (found === null) throw new Error("There is no file.");
  const file = Readable.from(found.body);
  const seen = new Set<string>();
  let rows = 0;
  for await (const text of format === "xlsx" ? subjectsOf(file) : createInterface({ input: file })) {
    const number = /row (\d+) /.exec(text)?.[1];
    if (number === undefined) continue;
    rows += 1;
    seen.add(number);
  }
  return { rows, distinct: seen.size };
}

async function* subjectsOf(file: Readable): AsyncIterable<string> {
  for await (const sheet of new exceljs.stream.xlsx.WorkbookReader(file, {}))
    for await (const row of sheet) yield row.getCell(7).text;
}
