import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { ask } from "./ask";

describe("a test's database", () => {
  let first: TestDatabase;
  let second: TestDatabase;

  beforeAll(async () => {
    [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  });

  afterAll(() => Promise.all([first.drop(), second.drop()]));

  it("has the migrated schema", async () => {
    expect(await ask(first.url, "select count(*)::int as answer from job_executions")).toBe(0);
  });

  it("shares nothing with another one", async () => {
    await ask(first.url, "create table mine as select 1 as answer");
    expect(await ask(second.url, "select to_regclass('mine') is null as answer")).toBe(true);
  });

  it("can count statements", async () => {
    await ask(first.url, "create extension pg_stat_statements");
    expect(await ask(first.url, "select count(*) > 0 as answer from pg_stat_statements")).toBe(true);
  });
});
