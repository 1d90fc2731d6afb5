import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findArtifactFor } from "@/lib/artifacts/find-artifact";
import { enqueue } from "@/lib/jobs/enqueue";
import { storage } from "@/lib/storage/configured";
import { makeTempFolder } from "@/tests/helpers/temp-folder";
import { startWorld, type World } from "@/tests/helpers/world";
import { handleWriteReceipts } from "./receipts/handlers";
import { writeReceipts } from "./receipts/jobs";

let world: World;
beforeAll(async () => {
  process.env.STORAGE_DIR = await makeTempFolder();
  world = await startWorld([handleWriteReceipts]);
});
afterAll(() => world.stop());

const actor = { userId: 7, organizationId: 3 };

it("receipts of a year become one file, which the organization may download when the job is completed", async () => {
  await world.db.execute(
    sql`create table receipts (id int primary key, year int not null, line text not null)`,
  );
  await world.db.execute(sql`
    insert into receipts select n, 2026, 'receipt ' || n from generate_series(1, 1200) as n`);
  const { jobId } = await enqueue(writeReceipts, { year: 2026 }, { actor });
  const { result } = await world.waitFor(jobId, "completed");
  const { artifactId, rows, bytes } = writeReceipts.result.parse(result);
  const artifact = await findArtifactFor(world.db, actor, artifactId);
  expect(artifact).toMatchObject({ status: "ready", rows, bytes, fileName: "receipts-2026.txt" });
  const stored = await storage().get(artifact?.storageKey ?? "");
  const lines = (await text(stored?.body ?? new ReadableStream())).trimEnd().split("\n");
  expect(lines).toEqual(Array.from({ length: 1200 }, (_, n) => `receipt ${n + 1}`));
});
