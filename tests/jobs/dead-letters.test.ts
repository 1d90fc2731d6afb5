import { Client } from "@upstash/qstash";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { query } from "@/lib/db/database";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { NOTHING } from "@/lib/jobs/reconcile/tally";
import type { Leg } from "@/lib/jobs/transitions/leg";
import { runsBegun } from "@/tests/helpers/exercise-job";
import { poll } from "@/tests/helpers/poll";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { alter, plant, unsoundRows, wholeFootprint } from "@/tests/helpers/rows";
import { startWorld, type World } from "@/tests/helpers/world";

let world: World;
let client: Client;
beforeAll(async () => {
  quietConsole();
  world = await startWorld();
  client = new Client({ baseUrl: world.qstash.url, token: world.qstash.token, enableTelemetry: false });
});
beforeEach(() => world.db.execute(sql`insert into job_install (environment, epoch) values ('test', 1)`));
afterEach(async () => {
  world.proxy.fault = "none";
  expect(await unsoundRows(world.db)).toEqual([]);
  await client.dlq.delete({ all: true });
  await world.db.execute(sql`delete from job_install`);
  await world.db.execute(sql`delete from job_executions`);
});
afterAll(() => world.stop());

/** A row whose message QStash has taken, and will not bring. */
async function published(): Promise<Leg> {
  const row = await plant(world.db);
  await alter(world.db, row.jobId, sql`message_id = 'msg_gone', published_at = clock_timestamp()`);
  return row;
}

type Message = { body: string; label?: string; path?: string; base?: string };

/** Has QStash give these messages up, without a failure callback. */
async function die(messages: Message[]): Promise<void> {
  const before = await letters();
  for (let start = 0; start < messages.length; start += 100) {
    await client.batch(
      messages
        .slice(start, start + 100)
        .map(({ body, label = "test", base = world.app.url, path = "/nowhere" }) => ({
          url: `${base}${path}`,
          body,
          retries: 0,
          label,
        })),
    );
  }
  await poll(letters).toBe(before + messages.length);
}

async function letters(): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await client.dlq.listMessages(cursor === undefined ? {} : { cursor });
    count += page.messages.length;
    cursor = page.cursor;
  } while (cursor);
  return count;
}

const messageOf = ({ jobId, type, leg }: Leg) => JSON.stringify({ v: 1, jobId, type, leg });
const readAgain = () => world.db.execute(sql`update job_install set dead_letters_until = null`);

describe("a dead letter whose failure callback never came", () => {
  it("gets its job a new message, with which it runs", async () => {
    const row = await published();
    await die([{ body: messageOf(row) }]);
    expect(await reconcile()).toMatchObject({ deadLetters: 1, left: 0 });
    expect(await world.waitFor(row.jobId, "completed")).toMatchObject({ leg: 2, run: 1 });
  });

  it("ends a job that has had its rescues, and is noted on it", async () => {
    const row = await published();
    await alter(world.db, row.jobId, sql`rescues = 5`);
    await die([{ body: messageOf(row) }]);
    await reconcile();
    const ended = await world.row(row.jobId);
    expect(ended).toMatchObject({ status: "failed", error_code: "undeliverable" });
    expect(ended.dlq_id).toMatch(/^\d+-\d+$/);
  });

  it("of a job that has ended is only noted, once", async () => {
    const row = await published();
    await world.deliver("/api/jobs/exercise", { v: 1, jobId: row.jobId, type: row.type, leg: 1 });
    const before = await world.row(row.jobId);
    await die([{ body: messageOf(row) }]);
    expect(await reconcile()).toEqual(NOTHING);
    expect(await world.row(row.jobId)).toEqual({ ...before, dlq_id: expect.any(String) });
    const noted = await wholeFootprint(world.db);
    await readAgain();
    expect(await reconcile()).toEqual(NOTHING);
    expect(await wholeFootprint(world.db)).toBe(noted);
  });

  it("is taken over once, by four passes at a time and by later ones", async () => {
    const row = await published();
    await die([{ body: messageOf(row) }, { body: messageOf(row) }]);
    const tallies = await Promise.all([reconcile(), reconcile(), reconcile(), reconcile()]);
    expect(tallies.reduce((total, { deadLetters }) => total + deadLetters, 0)).toBe(1);
    await world.waitFor(row.jobId, "completed");
    await readAgain();
    expect(await reconcile()).toEqual(NOTHING);
    expect(runsBegun.get(row.jobId)).toBe(1);
  });

  it("of an older leg changes nothing", async () => {
    const row = await published();
    await alter(world.db, row.jobId, sql`leg = 2`);
    await die([{ body: messageOf(row) }]);
    expect(await reconcile()).toEqual(NOTHING);
  });
});

it("dead letters of others are left alone: another environment's, another address's, no job's", async () => {
  const row = await published();
  const body = messageOf(row);
  await die([
    { body, label: "production" },
    { body, base: world.app.url.replace("127.0.0.1", "localhost") },
    { body: "not JSON" },
    { body: "" },
    { body: JSON.stringify({ v: 1, task: "reconcile" }) },
    { body: "[".repeat(5000) },
  ]);
  expect(await reconcile()).toEqual(NOTHING);
  expect(await world.row(row.jobId)).toMatchObject({ leg: 1, dlq_id: null });
});

it("a reading takes as many passes as it needs, begins an hour after the last one, and skips what that had", async () => {
  const row = await published();
  await die(Array.from({ length: 510 }, () => ({ body: "junk" })));
  await die([{ body: messageOf(row) }]);
  expect(await reconcile()).toEqual(NOTHING);
  expect(await scan()).toEqual({ isUnderWay: true, hasCursor: true, hasUntil: false });
  expect(await reconcile()).toMatchObject({ deadLetters: 1 });
  expect(await scan()).toEqual({ isUnderWay: false, hasCursor: false, hasUntil: true });
  await world.waitFor(row.jobId, "completed");
  await alter(world.db, row.jobId, sql`dlq_id = null`);
  await reconcile();
  expect(await scan()).toEqual({ isUnderWay: false, hasCursor: false, hasUntil: true });
});

it("a pass ends well while QStash is away, and the next one reads on", async () => {
  const row = await published();
  await die([{ body: messageOf(row) }]);
  world.proxy.fault = { status: 500 };
  expect(await reconcile()).toEqual(NOTHING);
  world.proxy.fault = "none";
  expect(await reconcile()).toMatchObject({ deadLetters: 1 });
});

async function scan(): Promise<unknown> {
  const [row] = await query(
    world.db,
    z.unknown(),
    sql`select dead_letters_scan_at is not null as "isUnderWay", dead_letters_cursor is not null as "hasCursor",
      dead_letters_until is not null as "hasUntil" from job_install`,
  );
  return row;
}
