import { sql } from "drizzle-orm";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { enqueueMany } from "@/lib/jobs/enqueue-many";
import { flaky } from "@/lib/playground/jobs";
import { select } from "@/tests/helpers/rows";
import { useStage } from "./helpers/stage";

const stage = useStage();
const STAFF = "ada@example.test";
const MANY = 500;

beforeAll(() => {
  const { NODE_ENV: _, ...variables } = stage.app().environment;
  Object.assign(process.env, variables);
});

const open = (as: string) => stage.page({ as });

describe("many jobs", () => {
  it(`are cancelled and retried at once, all ${MANY} of them, and all succeed`, {
    timeout: 240_000,
  }, async () => {
    const payloads = Array.from({ length: MANY }, () => ({ failures: 0 }));
    await enqueueMany(flaky, payloads, { delay: 86_400 });
    const page = await open(STAFF);
    await confirm(page, "cancel", "pending");
    await untilAll("cancelled");
    await confirm(page, "revive", "cancelled");
    await untilAll("completed");
    await page.goto("/admin/jobs/list?type=flaky&status=completed");
    expect(await page.locator("main").innerText()).toContain(String(MANY));
  });
});

/** Does it to all flaky jobs with a status, as an operator does. */
async function confirm(page: Page, operation: string, status: string): Promise<void> {
  await page.goto(`/admin/jobs/list/confirm?do=${operation}&all=1&type=flaky&status=${status}`);
  await page.getByLabel("Type").fill(String(MANY));
  await page.getByLabel("Reason").fill("To see whether it can be done.");
  await page.getByRole("button", { name: `${MANY} jobs` }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/confirm"));
}

async function untilAll(status: string): Promise<void> {
  const look = async () => expect(await countOf(status)).toBe(MANY);
  await vi.waitFor(look, { timeout: 120_000, interval: 500 });
}

async function countOf(status: string): Promise<number> {
  const statement = sql`select count(*)::int as count from job_executions where job_type = 'flaky' and status = ${status}`;
  return Number((await select(stage.app().database.db, statement))[0]?.count);
}
