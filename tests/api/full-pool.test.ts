import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { type Client, startApp, type TestApp } from "@/tests/helpers/app";

let app: TestApp;
let ada: Client;
beforeAll(async () => {
  process.env.DATABASE_POOL_MAX = "1";
  app = await startApp();
  ada = await app.as("ada@example.test");
});
afterAll(() => app.stop());

// Well before a query's own limit of 15 s, by which the client of a poll has gone.
const BEFORE_THE_QUERY_LIMIT_MS = 12_000;

it(
  "a status poll and a dispatch are answered with 503 soon when the app has no connection left, and nobody is signed out",
  async () => {
    const message = { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" };
    await database().transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      const answers = await Promise.all([
        ada("/api/v1/status/0192d3c4-0000-7000-8000-000000000000"),
        ada("/api/v1/dispatch", message),
      ]);
      for (const answer of answers) {
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
        expect(await answer.json()).toMatchObject({ type: "/docs/problems#unavailable" });
      }
    });
    expect((await ada("/api/v1/status/0192d3c4-0000-7000-8000-000000000000")).status).toBe(404);
  },
  BEFORE_THE_QUERY_LIMIT_MS,
);
