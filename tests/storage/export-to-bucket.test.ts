import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { forgetParts } from "@/lib/artifacts/note-part";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { connect } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { csv } from "@/lib/exports/formats/csv";
import { exportData } from "@/lib/exports/jobs";
import { activityLogs } from "@/lib/exports/sources/activity-logs";
import { writeTextFile } from "@/lib/exports/write-text";
import type { Writing } from "@/lib/exports/writing";
import { s3Storage } from "@/lib/storage/s3/s3-storage";
import type { Storage } from "@/lib/storage/storage";
import { UploadSpoiled } from "@/lib/storage/storage-error";
import { plantActivity } from "@/tests/helpers/export-rows";
import { testDatabase } from "@/tests/helpers/postgres";
import { startS3 } from "@/tests/helpers/s3/s3-server";

const ROWS = 30;
const ORGANIZATION = 1;
const payload = exportData.payload.parse({
  exportType: "activity-logs",
  format: "csv",
  notifyEmail: "ada@example.test",
});
let db: Database;
let stores: Record<"native" | "staged", Awaited<ReturnType<typeof startS3>>>;
let close: () => Promise<void>;

beforeAll(async () => {
  const fresh = await testDatabase();
  const connected = connect(fresh.url);
  db = connected.db;
  // Rows that differ in size make parts that do.
  await plantActivity(db, ORGANIZATION, ROWS, 700_000);
  await db.execute(sql`update activity_logs set subject = subject || repeat(' ', (random() * 9000)::int)`);
  stores = { native: await startS3(), staged: await startS3({ equalParts: true }) };
  close = async () => {
    await connected.close();
    await fresh.drop();
    await Promise.all([stores.native.close(), stores.staged.close()]);
  };
});
afterAll(() => close());

it.each(["native", "staged"] as const)(
  "an export over many runs into a bucket has each row once, its uploads %s",
  async (uploads) => {
    const storage = s3Storage(stores[uploads].config({ uploads }));
    const { rows, runs } = await exported(storage, newArtifact());
    expect(rows).toEqual(EVERY_ROW);
    expect(runs).toBeGreaterThan(3);
    expect(stores[uploads].uploads.size).toBe(0);
  },
);

it.each(["native", "staged"] as const)(
  "a part that a late run has replaced is seen at the end, and the export begins anew, its uploads %s",
  async (uploads) => {
    const storage = s3Storage(stores[uploads].config({ uploads }));
    const artifact = newArtifact();
    await oneRun(storage, artifact);
    const { storageKey, uploadId } = await openArtifact(db, artifact);
    await storage.putPart(storageKey, uploadId ?? "", 1, Buffer.alloc(6_000_000, "late"));
    const spoiled = exported(storage, artifact);
    await expect(spoiled).rejects.toBeInstanceOf(UploadSpoiled);
    expect(await storage.head(storageKey)).toBeNull();
    await forgetParts(db, { ...artifact, ...(await openArtifact(db, artifact)) });
    expect((await exported(storage, artifact)).rows).toEqual(EVERY_ROW);
  },
);

const EVERY_ROW = Array.from({ length: ROWS }, (_, at) => `row ${at + 1}`);

/** Runs of one part each, until one comes to the end. */
async function exported(storage: Storage, artifact: ReturnType<typeof newArtifact>) {
  for (let runs = 1; ; runs += 1) {
    if ((await oneRun(storage, artifact)) === null) continue;
    const { storageKey } = await openArtifact(db, artifact);
    const file = await text((await storage.get(storageKey))?.body ?? new ReadableStream());
    return { rows: [...file.matchAll(/row \d+/g)].map(([row]) => row), runs };
  }
}

async function oneRun(storage: Storage, artifact: ReturnType<typeof newArtifact>) {
  const open = await openArtifact(db, artifact);
  return await writeTextFile({ db, storage }, open, csv(true), writing(open.createdAt));
}

function newArtifact() {
  const owner = { organizationId: ORGANIZATION, userId: 1 };
  return { jobId: uuidv7(), ...owner, kind: "export" as const, fileName: "a.csv", contentType: "text/csv" };
}

/** Eight rows a page, more than the 5 MiB of a part; no time for a second page. */
function writing(asOf: string): Writing {
  return {
    selection: { source: activityLogs, payload, organizationId: ORGANIZATION, asOf },
    total: null,
    signal: new AbortController().signal,
    until: 0,
    onRows: () => undefined,
    pageRows: 8,
  };
}
