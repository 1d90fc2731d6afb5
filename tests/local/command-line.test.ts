import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/tests/helpers/postgres";
import { run } from "./run";

const DEV = new URL("../../scripts/dev.ts", import.meta.url);
const DEMO = new URL("../../scripts/demo.ts", import.meta.url);
const MIGRATE = new URL("../../scripts/db-migrate.ts", import.meta.url);

describe.each([
  ["pnpm dev", DEV],
  ["pnpm demo", DEMO],
  ["pnpm db:migrate", MIGRATE],
])("%s", (name, script) => {
  it("explains itself with --help", async () => {
    const { code, output } = await run(script, ["--help"]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(new RegExp(`^${name}: `)) });
  });

  it("refuses an option that it does not know, with code 2", async () => {
    const { code, errors } = await run(script, ["--frobnicate"]);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining("'--frobnicate'") });
  });
});

describe("pnpm db:migrate", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  });

  afterAll(() => database.drop());

  it("finds a migrated database up to date", async () => {
    const { code, output } = await run(MIGRATE, [], { DATABASE_URL: database.url });
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("up to date") });
  });

  it("prefers the direct address", async () => {
    const { code } = await run(MIGRATE, [], {
      DATABASE_URL: "postgres://nobody@127.0.0.1:9/nowhere",
      DATABASE_URL_DIRECT: database.url,
    });
    expect(code).toBe(0);
  });

  it("says what to set when there is no database", async () => {
    const { code, output } = await run(MIGRATE, []);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("DATABASE_URL is not set") });
  });
});
