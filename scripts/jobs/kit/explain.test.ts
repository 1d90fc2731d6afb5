import { expect, it } from "vitest";
import { ScheduleError } from "@/lib/jobs/schedules/schedule-error";
import { explain } from "./explain";

it("a schedule that cannot be meant is explained by its setting and by where to correct it", () => {
  const issues = [{ path: ["cron"], message: "it never fires: no year has such a date" }];
  expect(explain(new ScheduleError("nightly", issues)).failure).toEqual({
    what: "a schedule is not usable; nothing was changed",
    why: 'Schedule "nightly" is wrong: cron: it never fires: no year has such a date',
    try: "correct it in lib/schedules.ts; docs/schedules.md explains each setting",
  });
});
