import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { GET as toFile } from "@/app/downloads/[artifactId]/file/route";
import { finishArtifact } from "@/lib/artifacts/finish-artifact";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import { database } from "@/lib/db/client";
import { storage } from "@/lib/storage/configured";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { demoActor } from "@/tests/helpers/demo-actor";
import { startS3 } from "@/tests/helpers/s3/s3-server";

let app: TestApp;
let store: Awaited<ReturnType<typeof startS3>>;

beforeAll(async () => {
  store = await startS3();
  const { endpoint, bucket, accessKeyId, secretAccessKey } = store.config();
  Object.assign(process.env, {
    STORAGE_DRIVER: "s3",
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  });
  app = await startApp({
    "/downloads/*": (request) => toFile(request, { params: Promise.resolve({ artifactId: idIn(request) }) }),
  });
});
afterAll(async () => {
  await app.stop();
  await store.close();
});

function idIn(request: Request): string {
  return new URL(request.url).pathname.split("/").at(-2) ?? "";
}

it("a file in a bucket is given out by the store itself, to the organization, until its time is over", async () => {
  const ada = await app.as("ada@example.test");
  const id = await ready();
  const answer = await ada(`/downloads/${id}/file`, { redirect: "manual" });
  const address = answer.headers.get("location") ?? "";
  expect([answer.status, new URL(address).origin]).toEqual([303, store.url]);
  const file = await fetch(address, { headers: { range: "bytes=3-" } });
  expect([file.status, await file.text()]).toEqual([206, "name"]);
  expect(file.headers.get("content-disposition")).toContain('filename="users.csv"');
  await database().execute(sql`update artifacts set expires_at = clock_timestamp()`);
  expect((await ada(`/downloads/${id}/file`, { redirect: "manual" })).status).toBe(410);
  expect((await app.anonymous(`/downloads/${id}/file`, { redirect: "manual" })).status).toBe(401);
});

async function ready(): Promise<string> {
  const { userId, organizationId } = await demoActor("ada@example.test");
  const { artifactId, storageKey } = await openArtifact(database(), {
    jobId: uuidv7(),
    userId,
    organizationId,
    kind: "export",
    fileName: "users.csv",
    contentType: "text/csv",
  });
  await storage().put(storageKey, content(), { contentType: "text/csv" });
  await finishArtifact(database(), artifactId, { bytes: 7, rows: 0 });
  return artifactId;
}

async function* content(): AsyncIterable<Uint8Array> {
  yield Buffer.from("id,name");
}
