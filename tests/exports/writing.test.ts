import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { connect } from "@/lib/db/client";
import type { Database } from "@/lib/db/database";
import { csv } from "@/lib/exports/formats/csv";
import { jsonArray, jsonLines } from "@/lib/exports/formats/json";
import type { TextFormat } from "@/lib/exports/formats/text-format";
import { exportData } from "@/lib/exports/jobs";
import { activityLogs } from "@/lib/exports/sources/activity-logs";
import { writeTextFile } from "@/lib/exports/write-text";
import { writeWorkbook } from "@/lib/exports/write-workbook";
import type { Writing } from "@/lib/exports/writing";
import { localStorage } from "@/lib/storage/local/local-storage";
import type { Storage } from "@/lib/storage/storage";
import { plantActivity } from "@/tests/helpers/export-rows";
import { testDatabase } from "@/tests/helpers/postgres";
import { makeTempFolder } from "@/tests/helpers/temp-folder";

const payload = exportData.payload.parse({
  exportType: "activity-logs",
  format: "json",
  notifyEmail: "ada@example.test",
});
let db: Database;
let storage: Storage;
let close: () => Promise<void>;

beforeAll(async () => {
  const fresh = await testDatabase();
  const connected = connect(fresh.url);
  db = connected.db;
  storage = localStorage(await makeTempFolder());
  close = async () => {
    await connected.close();
    await fresh.drop();
  };
});
afterAll(() => close());

describe("an export that goes on in other runs", () => {
  // 0 rows, less than a page, exactly one and two pages, and some more.
  it.each(
    [0, 1, 9, 10, 11, 20, 34].flatMap((rows) =>
      [csv(true), jsonArray, jsonLines].map((format) => ({ rows, format })),
    ),
  )(
    "has each of $rows rows once and in order as $format.extension, whenever a run ends",
    async ({ rows, format }) => {
      const organizationId = nextOrganization();
      await plantActivity(db, organizationId, rows);
      const { file, runs } = await written(format, organizationId);
      expect(subjectsIn(file, format)).toEqual(Array.from({ length: rows }, (_, at) => `row ${at + 1}`));
      expect(runs).toBe(Math.floor(rows / 10) + 1);
    },
  );

  it("leaves out what came after it began", async () => {
    const organizationId = nextOrganization();
    await plantActivity(db, organizationId, 10);
    const artifact = newArtifact();
    await openArtifact(db, artifact);
    await db.execute(sql`
      insert into activity_logs (organization_id, action, subject) values (${organizationId}, 'member.joined', 'late')`);
    expect((await written(jsonLines, organizationId, artifact)).file).not.toContain("late");
  });

  it("takes no row of another organization", async () => {
    const [mine, theirs] = [nextOrganization(), nextOrganization()];
    await plantActivity(db, mine, 3);
    await plantActivity(db, theirs, 30);
    const { file } = await written(jsonLines, mine);
    expect(subjectsIn(file, jsonLines)).toEqual(["row 1", "row 2", "row 3"]);
  });
});

it("an export to Excel says once that its rows are there and the workbook is being made", async () => {
  const organizationId = nextOrganization();
  await plantActivity(db, organizationId, 34);
  const artifact = newArtifact();
  const said: number[] = [];
  const services = {
    db,
    storage,
    stopAt: new Date(Date.now() + 60_000),
    onMaking: (rows: number) => said.push(rows),
  };
  let file = null;
  for (let run = 1; file === null; run += 1) {
    const open = await openArtifact(db, artifact);
    file = await writeWorkbook({ ...services, run }, open, writing(organizationId, open.createdAt));
  }
  expect({ rows: file.rows, said }).toEqual({ rows: 34, said: [34] });
});

let organizations = 100;
function nextOrganization(): number {
  organizations += 1;
  return organizations;
}

/** Runs that end after every page of ten rows, until one comes to the end. */
async function written(format: TextFormat, organizationId: number, artifact = newArtifact()) {
  for (let runs = 1; ; runs += 1) {
    const open = await openArtifact(db, artifact);
    const file = await writeTextFile({ db, storage }, open, format, writing(organizationId, open.createdAt));
    if (file === null) continue;
    const found = await storage.get(open.storageKey);
    if (found === null) throw new Error("There is no file.");
    expect(found.total).toBe(file.bytes);
    return { file: (await buffer(found.body)).toString(), runs };
  }
}

function newArtifact() {
  const owner = { organizationId: null, userId: 1 };
  return { jobId: uuidv7(), ...owner, kind: "export" as const, fileName: "a", contentType: "text/plain" };
}

function writing(organizationId: number, asOf: string): Writing {
  return {
    selection: { source: activityLogs, payload, organizationId, asOf },
    total: null,
    signal: new AbortController().signal,
    until: 0,
    onRows: () => undefined,
    pageRows: 10,
    partBytes: 1,
  };
}

/** The subjects, without their padding. */
function subjectsIn(file: string, { extension }: TextFormat): string[] {
  const all = [...file.matchAll(/row (\d+)/g)].map(([found]) => found);
  if (extension === "json") expect(JSON.parse(file)).toHaveLength(all.length);
  if (extension === "csv") expect(file.startsWith("\uFEFFid,time,")).toBe(true);
  return all;
}
