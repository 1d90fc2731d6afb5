import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { artifactsOfJobs, findArtifactFor } from "@/lib/artifacts/find-artifact";
import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { forgetParts, notePart, PartTaken } from "@/lib/artifacts/note-part";
import { openArtifact, withUpload } from "@/lib/artifacts/open-artifact";
import type { Database } from "@/lib/db/database";
import { localStorage } from "@/lib/storage/local/local-storage";
import type { Storage } from "@/lib/storage/storage";
import { openAppDatabase } from "@/tests/helpers/app-database";
import { select } from "@/tests/helpers/rows";

const TEXT = "text/csv";
let db: Database;
let storage: Storage;
let close: () => Promise<void>;

beforeAll(async () => {
  const opened = await openAppDatabase();
  db = opened.db;
  const folder = await mkdtemp(join(tmpdir(), "artifacts-"));
  storage = localStorage(folder);
  close = async () => {
    await opened.close();
    await rm(folder, { recursive: true });
  };
});
afterAll(() => close());

describe("an artifact", () => {
  it("is the same for every run of its job, with the parts that are in the storage already", async () => {
    const wanted = newArtifact();
    const first = await withUpload(db, storage, await openArtifact(db, wanted), TEXT);
    await notePart(db, first, part(1, "mine"));
    const again = await withUpload(db, storage, await openArtifact(db, wanted), TEXT);
    expect(again).toEqual({ ...first, parts: [part(1, "mine")] });
  });

  it("has one upload, although two runs begin one at once", async () => {
    const open = await openArtifact(db, newArtifact());
    const both = await Promise.all([1, 2, 3].map(() => withUpload(db, storage, open, TEXT)));
    expect(new Set(both.map(({ uploadId }) => uploadId)).size).toBe(1);
    const uploads = [];
    for await (const upload of storage.listUploads(open.storageKey)) uploads.push(upload.uploadId);
    expect(uploads).toEqual([both[0]?.uploadId]);
  });

  it("keeps the part that was noted first, and tells the other run", async () => {
    const artifact = await withUpload(db, storage, await openArtifact(db, newArtifact()), TEXT);
    await notePart(db, artifact, part(1, "mine"));
    await expect(notePart(db, artifact, part(1, "theirs"))).rejects.toBeInstanceOf(PartTaken);
    const tags = await select(
      db,
      sql`select tag from artifact_parts where artifact_id = ${artifact.artifactId}`,
    );
    expect(tags).toEqual([{ tag: "mine" }]);
  });

  it("takes no part of an upload that was given up", async () => {
    const wanted = newArtifact();
    const given = await withUpload(db, storage, await openArtifact(db, wanted), TEXT);
    await notePart(db, given, part(1, "old"));
    await forgetParts(db, given);
    await expect(notePart(db, given, part(2, "old"))).rejects.toBeInstanceOf(PartTaken);
    const anew = await withUpload(db, storage, await openArtifact(db, wanted), TEXT);
    expect(anew.uploadId).not.toBe(given.uploadId);
    expect(anew.parts).toEqual([]);
    await forgetParts(db, given);
    await notePart(db, anew, part(1, "new"));
  });

  it("is finished once; a second time nothing is written", async () => {
    const wanted = newArtifact();
    const artifact = await withUpload(db, storage, await openArtifact(db, wanted), TEXT);
    await notePart(db, artifact, part(1, "mine"));
    const { expiresAt } = await finishArtifact(db, artifact.artifactId, { bytes: 8, rows: 3 });
    expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    await expect(finishArtifact(db, artifact.artifactId, { bytes: 9, rows: 4 })).rejects.toThrow();
    await expect(notePart(db, artifact, part(2, "late"))).rejects.toBeInstanceOf(PartTaken);
    await expect(openArtifact(db, wanted)).rejects.toThrow("is ready");
    expect(await findArtifactFor(db, OWNER, artifact.artifactId)).toMatchObject({
      status: "ready",
      bytes: 8,
      rows: 3,
    });
  });

  it("is seen by its organization only; one without an organization by its person only", async () => {
    const theirs = await openArtifact(db, newArtifact());
    const alone = await openArtifact(db, { ...newArtifact(), organizationId: null });
    const seen = async (owner: Parameters<typeof findArtifactFor>[1]) =>
      await Promise.all(
        [theirs, alone].map(
          async ({ artifactId }) => (await findArtifactFor(db, owner, artifactId)) !== null,
        ),
      );
    expect(await seen(OWNER)).toEqual([true, true]);
    expect(await seen({ userId: 2, organizationId: 7 })).toEqual([true, false]);
    expect(await seen({ userId: 2, organizationId: 8 })).toEqual([false, false]);
    expect(await seen({ userId: 2, organizationId: null })).toEqual([false, false]);
    expect(await findArtifactFor(db, OWNER, "no id")).toBeNull();
  });

  it("counts as expired from its time on, before anything has removed it", async () => {
    const wanted = newArtifact();
    const { artifactId } = await openArtifact(db, wanted);
    await finishArtifact(db, artifactId, { bytes: 1, rows: null });
    await db.execute(
      sql`update artifacts set expires_at = clock_timestamp() where artifact_id = ${artifactId}::uuid`,
    );
    expect(await artifactsOfJobs(db, OWNER, [wanted.jobId])).toMatchObject([
      { artifactId, status: "expired" },
    ]);
  });
});

const OWNER = { userId: 1, organizationId: 7 };

function newArtifact() {
  const jobId = uuidv7();
  return { jobId, ...OWNER, kind: "export" as const, fileName: "users.csv", contentType: TEXT };
}

function part(number: number, tag: string) {
  return { number, tag, bytes: 4, rows: 2, cursor: `after ${number}` };
}
