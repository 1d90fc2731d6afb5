import { mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { notePart } from "@/lib/artifacts/note-part";
import { openArtifact, withUpload } from "@/lib/artifacts/open-artifact";
import { handleCleanupOldData } from "@/lib/cleanup/handlers";
import { cleanupOldData } from "@/lib/cleanup/jobs";
import { orphanUploads } from "@/lib/cleanup/orphan-uploads";
import { enqueue } from "@/lib/jobs/enqueue";
import { storage } from "@/lib/storage/configured";
import { handleExercise } from "@/tests/helpers/exercise-job";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant, select } from "@/tests/helpers/rows";
import { makeTempFolder } from "@/tests/helpers/temp-folder";
import { startWorld, type World } from "@/tests/helpers/world";
import { cleanUp } from "./clean-up";

let world: World;
let place: string;
beforeAll(async () => {
  quietConsole();
  place = await makeTempFolder();
  await mkdir(join(place, "temporary"));
  await symlink(join(place, "temporary"), join(place, "tmp"));
  // Whoever configured a link meant it.
  process.env.TEMP_DIR = join(place, "tmp");
  process.env.STORAGE_DIR = join(place, "storage");
  world = await startWorld([handleCleanupOldData, handleExercise]);
});
afterEach(async () => {
  await world.db.execute(sql`delete from artifacts`);
  await world.db.execute(sql`delete from job_executions`);
  await rm(join(place, "storage"), { recursive: true, force: true });
});
afterAll(() => world.stop());

async function old(path: string, text: string): Promise<void> {
  const moment = new Date(Date.now() - 9 * 86_400_000);
  await writeFile(path, text);
  await utimes(path, moment, moment);
}

const TEXT = "text/plain";

/** A job that ended so many days ago, or is still open. */
async function job(endedAgo: number | null): Promise<string> {
  const { jobId } = await plant(world.db, { act: "return" }, { delay: 1000 });
  if (endedAgo !== null)
    await alter(
      world.db,
      jobId,
      sql`status = 'failed', completed_at = clock_timestamp() - ${endedAgo} * interval '1 day'`,
    );
  return jobId;
}

function newArtifact(jobId: string) {
  const owner = { organizationId: 1, userId: 1 };
  return openArtifact(world.db, {
    jobId,
    ...owner,
    kind: "export",
    fileName: "users.csv",
    contentType: TEXT,
  });
}

/** Half of a file, begun so many days ago by a job. */
async function writing(jobId: string, begunAgo: number): Promise<string> {
  const artifact = await withUpload(world.db, storage(), await newArtifact(jobId), TEXT);
  const { tag } = await storage().putPart(artifact.storageKey, artifact.uploadId, 1, Buffer.from("half"));
  await notePart(world.db, artifact, { number: 1, tag, bytes: 4, rows: 1, cursor: "1" });
  await world.db.execute(sql`
    update artifacts set created_at = clock_timestamp() - ${begunAgo} * interval '1 day'
    where artifact_id = ${artifact.artifactId}::uuid`);
  return artifact.artifactId;
}

/** A file that can be downloaded for so many days yet. */
async function ready(jobId: string, endsIn: number): Promise<string> {
  const { artifactId, storageKey } = await newArtifact(jobId);
  await storage().put(storageKey, once("whole!"), { contentType: TEXT });
  await finishArtifact(world.db, artifactId, { bytes: 6, rows: 1 });
  await world.db.execute(sql`
    update artifacts set expires_at = clock_timestamp() + ${endsIn} * interval '1 day',
      created_at = clock_timestamp() - interval '400 days'
    where artifact_id = ${artifactId}::uuid`);
  return artifactId;
}

async function* once(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

async function statuses(): Promise<Record<string, unknown>> {
  const rows = await select(world.db, sql`select artifact_id, status from artifacts`);
  return Object.fromEntries(rows.map(({ artifact_id, status }) => [String(artifact_id), status]));
}

/** A file of five bytes in the storage, so many days old. */
async function plantFile(key: string, daysAgo: number): Promise<void> {
  await storage().put(key, five(), { contentType: TEXT });
  const moment = new Date(Date.now() - daysAgo * 86_400_000);
  await utimes(join(place, "storage/files", key), moment, moment);
}

async function* five(): AsyncIterable<Uint8Array> {
  yield Buffer.from("12345");
}

async function uploads(): Promise<number> {
  let count = 0;
  for await (const _ of storage().listUploads("")) count += 1;
  return count;
}

describe("temporary files", () => {
  it("go by their age, also those that were being written into the storage", async () => {
    await old(join(place, "temporary/old"), "12345");
    await writeFile(join(place, "temporary/young"), "x");
    await mkdir(join(place, "storage/unfinished"), { recursive: true });
    await old(join(place, "storage/unfinished/part"), "123");
    const dry = await cleanUp(world, "temp-files", 3, { dryRun: true });
    const result = await cleanUp(world, "temp-files", 3);
    expect(result).toEqual({
      dryRun: false,
      count: 2,
      bytes: 8,
      targets: { "temp-files": { count: 1, bytes: 5 }, "unfinished-files": { count: 1, bytes: 3 } },
      skipped: {},
    });
    expect(dry).toEqual({ ...result, dryRun: true });
    expect(await cleanUp(world, "temp-files", 3)).toMatchObject({ count: 0 });
  });

  it("include files whose time is over, and what an ended job has left half written; a job that runs keeps its own", async () => {
    const [open, ended] = [await job(null), await job(9)];
    const expected = {
      [await ready(await job(9), -0.1)]: "expired",
      [await ready(await job(1), 2)]: "ready",
      [await writing(open, 9)]: "writing",
      [await writing(ended, 9)]: "abandoned",
      [await writing(await job(1), 9)]: "writing",
      [await writing(uuidv7(), 9)]: "abandoned",
    };
    const dry = await cleanUp(world, "temp-files", 3, { dryRun: true });
    expect(Object.values(await statuses())).not.toContain("abandoned");
    const result = await cleanUp(world, "temp-files", 3);
    expect(result.targets).toEqual({
      "expired-artifacts": { count: 1, bytes: 6 },
      "abandoned-artifacts": { count: 2, bytes: 8 },
    });
    expect(dry).toEqual({ ...result, dryRun: true });
    expect(await statuses()).toEqual(expected);
    const files: string[] = [];
    for await (const { key } of storage().list("")) files.push(key);
    expect(files).toHaveLength(1);
    expect(await uploads()).toBe(2);
  });

  it("include uploads of which no row tells any more, but not young ones", async () => {
    await storage().beginUpload("exports/lost", { contentType: TEXT });
    const jobId = await job(null);
    await writing(jobId, 9);
    expect(await cleanUp(world, "temp-files", 1)).toMatchObject({ count: 0 });
    expect(await uploads()).toBe(2);
    // No file system lets itself be told when a folder was made; so the moment is one to come.
    const options = {
      jobId,
      before: new Date(Date.now() + 60_000).toISOString(),
      daysOld: 1,
      after: null,
      until: new Date(),
      signal: new AbortController().signal,
      skip: () => undefined,
    };
    expect(await orphanUploads.page({ ...options, isDry: true })).toMatchObject({ count: 1 });
    expect(await uploads()).toBe(2);
    expect(await orphanUploads.page({ ...options, isDry: false })).toMatchObject({ count: 1 });
    expect(await uploads()).toBe(1);
    expect(await orphanUploads.page({ ...options, isDry: false })).toMatchObject({ count: 0 });
  });

  it("include stored files of which no row tells any more; what somebody else keeps there stays", async () => {
    const written = await newArtifact(await job(null));
    const readyOne = await ready(await job(1), 2);
    const [lost, gone] = [`exports/${uuidv7()}`, `exports/${uuidv7()}.rows/1-1`];
    const kept = [written.storageKey, `${written.storageKey}.rows/2-1`, "exports/mine", "others/file"];
    const beside = `exports/${readyOne}.rows/3-1`;
    for (const key of [lost, gone, beside, ...kept]) await plantFile(key, 9);
    await plantFile(`exports/${uuidv7()}`, 0);
    const dry = await cleanUp(world, "temp-files", 3, { dryRun: true });
    const result = await cleanUp(world, "temp-files", 3);
    expect(result.targets).toEqual({ "orphan-files": { count: 3, bytes: 15 } });
    expect(dry).toEqual({ ...result, dryRun: true });
    const files: string[] = [];
    for await (const { key } of storage().list("")) files.push(key);
    expect(files).toEqual(expect.arrayContaining(kept));
    expect(files).toHaveLength(kept.length + 2);
  });

  it("are looked for in no folder that holds more than them", async () => {
    await rm(join(place, "tmp"));
    for (const folder of ["/", process.cwd(), place]) {
      await symlink(folder, join(place, "tmp"));
      const { jobId } = await enqueue(cleanupOldData, {
        cleanupType: "temp-files",
        daysOld: 3,
        dryRun: true,
      });
      const row = await world.waitFor(jobId, "failed");
      expect(row.error).toContain("holds more than temporary files");
      expect(row.run).toBe(1);
      await rm(join(place, "tmp"));
    }
    expect(await cleanUp(world, "temp-files", 3)).toMatchObject({ count: 0 });
  });
});

describe("the history of jobs", () => {
  it("goes by the engine's rule, files first; what is needed yet stays", async () => {
    const [old, young] = [await job(9), await job(4)];
    const parent = await job(9);
    const { jobId: child } = await plant(world.db, { act: "return" }, { delay: 1000 });
    await world.db.execute(sql`delete from job_executions where job_id = ${child}::uuid`);
    await world.db.execute(sql`
      insert into job_executions (job_id, job_type, status, payload_hash, endpoint, max_retries, timeout_seconds,
        backoff_seconds, parent_job_id, not_before)
      values (${child}::uuid, 'exercise', 'pending', '', '/', 0, 1, array[1], ${parent}::uuid,
        clock_timestamp() + interval '1 year')`);
    await ready(old, -1);
    const rowOfNobody = await ready(uuidv7(), -1);
    await world.db.execute(
      sql`update artifacts set status = 'expired' where artifact_id = ${rowOfNobody}::uuid`,
    );
    const dry = await cleanUp(world, "job-history", 5, { dryRun: true });
    const result = await cleanUp(world, "job-history", 5);
    expect(result.targets).toMatchObject({
      artifacts: { count: 1 },
      "expired-artifacts": { count: 1, bytes: 6 },
      job_executions: { count: 1 },
    });
    expect(dry).toEqual({ ...result, dryRun: true });
    const left = await select(
      world.db,
      sql`select job_id from job_executions where job_type = 'exercise' order by job_id`,
    );
    expect(left.map(({ job_id }) => job_id)).toEqual([young, parent, child].toSorted());
    expect(await cleanUp(world, "job-history", 5)).toMatchObject({ targets: { artifacts: { count: 1 } } });
  });
});
