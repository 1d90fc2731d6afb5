import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openArtifact } from "@/lib/artifacts/open-artifact";
import type { Database } from "@/lib/db/database";
import { jsonLines } from "@/lib/exports/formats/json";
import { exportData } from "@/lib/exports/jobs";
import { writeTextFile } from "@/lib/exports/write-text";
import type { Actor } from "@/lib/jobs/actor";
import { performJob } from "@/lib/jobs/testing/perform-job";
import { localStorage } from "@/lib/storage/local/local-storage";
import { handleProcessWebhook } from "@/lib/webhooks/handlers";
import { useSources } from "@/lib/webhooks/in-use";
import { openAppDatabase } from "@/tests/helpers/app-database";
import { makeOrganization } from "@/tests/helpers/organizations";
import { select } from "@/tests/helpers/rows";
import { makeTempFolder } from "@/tests/helpers/temp-folder";
import { growth } from "./growth/growth-report";
import { shippingHandlers } from "./shipping/shipping-handlers";
import { signIns } from "./sign-ins/source";

let db: Database;
let close: () => Promise<void>;
let ada: Actor;
let organizationId: number;

beforeAll(async () => {
  const opened = await openAppDatabase();
  db = opened.db;
  [ada = ada] = await makeOrganization(db);
  organizationId = ada.organizationId ?? 0;
  close = () => opened.close();
});
afterAll(() => close());

it("a source of one's own is exported for its organization, in order", async () => {
  const [stranger] = await makeOrganization(db);
  for (const [userId, address] of [
    [ada.userId, "192.0.2.1"],
    [stranger?.userId, "192.0.2.2"],
    [ada.userId, "192.0.2.3"],
  ]) {
    await db.execute(sql`
      insert into sessions (user_id, token, ip_address, expires_at)
      values (${userId}::bigint, ${uuidv7()}, ${address}, now() + interval '1 day')`);
  }
  const storage = localStorage(await makeTempFolder());
  const artifact = await openArtifact(db, {
    jobId: uuidv7(),
    organizationId,
    userId: ada.userId,
    kind: "export",
    fileName: "sign-ins.jsonl",
    contentType: "application/x-ndjson",
  });
  const payload = exportData.payload.parse({
    exportType: "users",
    format: "json",
    notifyEmail: "ada@example.test",
  });
  await writeTextFile({ db, storage }, artifact, jsonLines, {
    selection: { source: signIns, payload, organizationId, asOf: artifact.createdAt },
    total: null,
    signal: new AbortController().signal,
    until: Number.POSITIVE_INFINITY,
    onRows: () => undefined,
  });
  const stored = await storage.get(artifact.storageKey);
  const lines = (await text(stored?.body ?? new ReadableStream())).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).address)).toEqual(["192.0.2.1", "192.0.2.3"]);
});

it("a report of one's own counts what it says, in the days of its zone", async () => {
  await db.execute(sql`
    insert into invitations (organization_id, inviter_id, email, status, expires_at, created_at)
    select ${organizationId}::bigint, ${ada.userId}::bigint, n || '@example.test', case n when 1 then 'accepted' else 'pending' end,
      now(), '2026-11-02T23:30:00Z' from generate_series(1, 3) n`);
  const scope = { organizationId, from: "2026-11-03", to: "2026-11-04", zone: "Europe/Berlin" };
  const report = await growth(db, scope);
  expect(report.keyFigures.map(({ value }) => value)).toEqual(["3", "1"]);
  expect(report.charts[0]?.points).toEqual([
    { label: "03 Nov", value: 3 },
    { label: "04 Nov", value: 0 },
  ]);
});

it("an event of one's own changes what it is about, once", async () => {
  await db.execute(
    sql`create table orders (order_id text primary key, delivered_at timestamptz, signed_by text)`,
  );
  await db.execute(sql`insert into orders (order_id) values ('o-1')`);
  useSources(() => new Map([["custom/shipping", { verify: () => null, handlers: shippingHandlers }]]));
  const data = { type: "parcel.delivered", data: { orderId: "o-1", signedBy: "Ada" } };
  await db.execute(sql`
    insert into webhook_events (source, event_id, type, data, job_id, occurred_at)
    values ('custom/shipping', 'e-1', 'parcel.delivered', ${JSON.stringify(data)}::jsonb, ${uuidv7()}::uuid, '2026-11-28T08:00:00Z')`);
  const payload = { source: "custom/shipping", eventId: "e-1", event: "parcel.delivered" };
  await performJob(handleProcessWebhook, payload);
  await db.execute(sql`update orders set signed_by = 'somebody else'`);
  await performJob(handleProcessWebhook, payload);
  const orders = await select(db, sql`select delivered_at is not null as delivered, signed_by from orders`);
  expect(orders).toEqual([{ delivered: true, signed_by: "somebody else" }]);
});
