import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "@/tests/helpers/app";
import { jobs, jobsJson } from "./jobs";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

describe("pnpm jobs:staff", () => {
  it("lists who operates the product, gives somebody a level, and takes it", async () => {
    expect((await jobs(["staff"])).stdout).toBe("admin\tada@example.test\tAda Lovelace\n");
    const made = await jobs(["staff", "Grace@example.test", "operator"]);
    expect(made).toMatchObject({ code: 0, stdout: "Grace@example.test\tnone -> operator\n" });
    expect(made.stderr).toMatch(/^in 127\.0\.0\.1:\d+\/test_\w+, environment test\n$/);
    expect((await jobsJson(["staff"])).answer).toMatchObject({
      staff: [{ staff: "admin" }, { email: "grace@example.test", staff: "operator" }],
    });
    expect((await jobs(["staff", "grace@example.test", "none"])).stdout).toContain("operator -> none");
  });

  it("says what is wrong with an address or a level, and changes nothing", async () => {
    expect(await jobs(["staff", "nobody@example.test", "viewer"])).toMatchObject({ code: 3 });
    const wrong = await jobs(["staff", "grace@example.test", "god"]);
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("levels are none, viewer, operator, admin"),
    });
    expect((await jobs(["staff"])).stdout).toBe("admin\tada@example.test\tAda Lovelace\n");
  });
});
