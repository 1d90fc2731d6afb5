import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { select } from "@/tests/helpers/rows";
import { useStage } from "./helpers/stage";

const stage = useStage();
const SCHEDULE = "clean-up-sessions";

const audited = () =>
  select(
    stage.app().database.db,
    sql`select action, reason from job_audit where user_id is not null order by id`,
  );

describe("a schedule", () => {
  it("is registered, paused with a reason, run now although it is paused, and resumed", async () => {
    const page = await stage.page({ as: "ada@example.test" });
    await page.goto("/admin/jobs/schedules");
    await page.getByText("Put right…").click();
    await page.getByRole("button", { name: "Put right", exact: true }).click();
    await page.getByText("have all of them as the code says").waitFor();
    const row = page
      .getByRole("listitem")
      .filter({ has: page.getByRole("link", { name: SCHEDULE, exact: true }) });
    await row.getByText("Pause…").click();
    await row.getByLabel("Reason").fill("sessions are looked into");
    await row.getByRole("button", { name: `Pause ${SCHEDULE}` }).click();
    await row.getByText("Paused", { exact: true }).waitFor();

    await row.getByRole("button", { name: `Run now ${SCHEDULE}` }).click();
    await page.waitForURL(/\/admin\/jobs\/[0-9a-f-]{36}/);
    await page.getByText("Completed").first().waitFor();

    await page.goto("/admin/jobs/schedules");
    await row.getByRole("button", { name: `Resume ${SCHEDULE}` }).click();
    await row.getByText("Pause…").waitFor();
    expect(await audited()).toEqual([
      { action: "set-up-schedules", reason: null },
      { action: "pause-schedule", reason: "sessions are looked into" },
      { action: "run-schedule", reason: null },
      { action: "resume-schedule", reason: null },
    ]);
  });
});
