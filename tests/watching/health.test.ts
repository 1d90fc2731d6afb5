import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { GET, HEAD } from "@/app/api/health/route";
import { connect, useDatabase } from "@/lib/db/client";
import { query } from "@/lib/db/database";
import { type Health, health } from "@/lib/jobs/health";
import { reconcile } from "@/lib/jobs/reconcile/reconcile";
import { quietConsole } from "@/tests/helpers/quiet-console";
import { serveRoutes } from "@/tests/helpers/route-server";
import { startWorld, type World } from "@/tests/helpers/world";

const TOKEN = "the-token-of-the-one-who-scrapes";

let world: World;
let server: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  quietConsole();
  process.env.METRICS_TOKEN = TOKEN;
  world = await startWorld();
  server = await serveRoutes({
    "/api/health": (request) => (request.method === "HEAD" ? HEAD(request) : GET(request)),
  });
  await reconcile();
});
beforeEach(() => {
  world.proxy.fault = "none";
});
afterAll(async () => {
  await server.close();
  await world.stop();
});

const fine = {
  status: "ok",
  checks: { database: "ok", qstash: "ok", reconcile: "ok" },
  reconcileAgeSeconds: expect.any(Number),
} satisfies Record<keyof Health, unknown>;

/** What is told while QStash does not do as it should. */
async function withFault(fault: World["proxy"]["fault"]): Promise<Health> {
  world.proxy.fault = fault;
  return health();
}

describe("health", () => {
  it("is ok with the database, QStash and a recent pass of reconcile", async () => {
    expect(await health()).toEqual(fine);
  });

  it("is degraded, not down, while QStash is away: jobs are taken, and leave later", async () => {
    expect(await withFault("refuse")).toMatchObject({
      status: "degraded",
      checks: { qstash: "unreachable" },
    });
    expect(await withFault({ status: 500 })).toMatchObject({ checks: { qstash: "unreachable" } });
  });

  it("tells a token that QStash does not know from a QStash that is away", async () => {
    expect(await withFault({ status: 401 })).toMatchObject({
      status: "degraded",
      checks: { qstash: "refused" },
    });
  });

  it.each([
    ["late", sql`reconciled_at = clock_timestamp() - interval '16 minutes'`],
    ["never", sql`reconciled_at = null`],
  ])("is degraded when reconcile came %s", async (reconcileCheck, set) => {
    await world.db.execute(sql`update job_install set ${set}`);
    expect(await health()).toMatchObject({ status: "degraded", checks: { reconcile: reconcileCheck } });
    await reconcile();
    expect(await health()).toEqual(fine);
  });

  it("is degraded in a database of another environment, which gets no job done", async () => {
    await world.db.execute(sql`update job_install set environment = environment || 'x'`);
    expect(await health()).toMatchObject({ status: "degraded", checks: { database: "foreign" } });
    await world.db.execute(sql`update job_install set environment = left(environment, -1)`);
  });

  it("is down without the database, and says so soon", async () => {
    const { db, close } = connect("postgres://nobody@127.0.0.1:9/none");
    useDatabase(db);
    expect(await health()).toMatchObject({
      status: "down",
      checks: { database: "unreachable", reconcile: "unknown" },
    });
    useDatabase(connect(process.env.DATABASE_URL ?? "").db);
    await close();
  });
});

const ask = (init: RequestInit = {}) => fetch(`${server.url}/api/health`, init);

async function calls(): Promise<number> {
  const [row] = await query(
    world.db,
    z.object({ calls: z.number() }),
    sql`select coalesce(sum(calls), 0)::int as calls from pg_stat_statements
      where query like '%as foreign%reconciled_at%' and query not like '%pg_stat%'`,
  );
  return row?.calls ?? 0;
}

describe("GET /api/health", () => {
  it("tells everybody one word, and who has the token the rest", async () => {
    const [anybody, scraper] = [await ask(), await ask({ headers: { Authorization: `Bearer ${TOKEN}` } })];
    expect([anybody.status, scraper.status]).toEqual([200, 200]);
    expect(await anybody.json()).toEqual({ status: "ok" });
    expect(await scraper.json()).toEqual(fine);
    expect(anybody.headers.get("cache-control")).toBe("no-store");
  });

  it("answers HEAD with the status alone", async () => {
    const answer = await ask({ method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  it("asks the database once, however many ask", async () => {
    await world.db.execute(sql`create extension if not exists pg_stat_statements`);
    const before = await calls();
    await Promise.all(Array.from({ length: 200 }, () => ask()));
    expect((await calls()) - before).toBeLessThanOrEqual(1);
  });
});
