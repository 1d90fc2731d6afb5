import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { defineSchedule } from "./define";
import { ScheduleError } from "./schedule-error";

const digest = defineJob({
  type: "digest",
  endpoint: "/api/jobs/digest",
  description: "Sends a digest.",
  payload: z.object({ to: z.string() }),
  result: z.object({}),
  timeoutSeconds: 10,
});

const valid = { id: "nightly", job: digest, payload: { to: "ada@example.test" }, cron: "0 2 * * *" };

function complaint(changes: object): string {
  try {
    defineSchedule({ ...valid, ...changes });
    return "nothing";
  } catch (error) {
    return error instanceof ScheduleError ? error.message : `not a ScheduleError: ${String(error)}`;
  }
}

describe("a schedule", () => {
  it("has UTC, one run for what was missed and no overlap, unless it says otherwise", () => {
    expect(defineSchedule({ ...valid, cron: "  0   2 * * *" }).settings).toEqual({
      cron: "0 2 * * *",
      timezone: "UTC",
      missed: "once",
      overlap: "skip",
    });
  });

  it("is typed by the payload of its job", () => {
    // @ts-expect-error -- the payload of a digest has `to`
    expect(defineSchedule({ ...valid, payload: { of: "ada" } }).id).toBe("nightly");
  });

  it.each([
    ["0 2 * * MON-FRI"],
    ["*/5 * * * *"],
    ["0,30 8-18/2 1,15 JAN,jul *"],
    ["59 23 31 12 0"],
    ["0 0 29 2 *"],
  ])("may have the cron %j", (cron) => {
    expect(complaint({ cron })).toBe("nothing");
  });

  it.each([
    [
      "0 0 2 * * *",
      "cron: five fields are expected .*, 6 came. There are no seconds: leave the first one out",
    ],
    ["0 2 * *", "cron: five fields are expected .*, 4 came$"],
    ["", "cron: five fields are expected .*, 0 came$"],
    [`${"0,".repeat(100)}0 2 * * *`, "cron: has 209 characters, at most 100 are allowed"],
    ["0 0 30 2 *", "cron: it never fires: no year has such a date"],
    ["0 0 31 4,6,9 *", "cron: it never fires"],
    ["60 * * * *", "cron: Invalid value for minute: 60"],
    ["0 24 * * *", "cron: Invalid value for hour: 24"],
    ["0 0 * * 7", "cron: Sunday is 0 or SUN"],
    ["0 0 * * 5-7", "cron: Sunday is 0 or SUN"],
    ["0 0 * * FRI-SUN", 'cron: Sunday begins the week: write "FRI,SAT,SUN"'],
    ["@daily", 'cron: write "@daily" as five fields, such as "0 2 \\* \\* \\*"'],
    ["0 0 L * *", 'cron: "L" is no field: write numbers, names such as MON'],
    ["0 0 ? * *", 'cron: "\\?" is no field'],
    ["0 0 * * 1#2", 'cron: "1#2" is no field'],
    ["1,,2 * * * *", 'cron: "1,,2" is no field'],
    ["1, * * * *", 'cron: "1," is no field'],
    ["*/0 * * * *", "cron: .*stepping: 0"],
    ["*/90 * * * *", "cron: .*steps cannot be greater"],
    ["5/15 * * * *", "cron: .*stepping with numeric prefix"],
    ["0 22-2 * * *", "cron: From value is larger than to value"],
    ["0 0 * FOO *", "cron: "],
    ["a b c d e", 'cron: "a" is no field'],
    ["CRON_TZ=Europe/Berlin 0 2 * * *", "cron: five fields are expected"],
  ])("may not have the cron %j, and says what to do", (cron, sentence) => {
    expect(complaint({ cron })).toMatch(new RegExp(`^Schedule "nightly" is wrong: ${sentence}`));
  });

  it.each([
    ["Europe/Berlim", 'timezone: "Europe/Berlim" is no time zone that is known here: an IANA name such as'],
    ["+02:00", 'timezone: "\\+02:00" is no time zone'],
    ["europe/berlin", 'timezone: write it "Europe/Berlin"'],
    ["", "timezone: .* is no time zone"],
    ["Local", 'timezone: "Local" is no time zone'],
  ])("may not be in the zone %j, and says what to do", (timezone, sentence) => {
    expect(complaint({ timezone })).toMatch(new RegExp(`is wrong: ${sentence}`));
  });

  it.each<[object, string]>([
    [{ id: "Nightly Report" }, "id: 1 to 64 lower-case letters"],
    [{ id: "org.7.nightly" }, "id: 1 to 64 lower-case letters"],
    [{ missed: 0 }, "missed: "],
    [{ missed: 101 }, "missed: "],
    [{ missed: "all" }, "missed: "],
    [{ overlap: "queue" }, "overlap: "],
    [{ skipWhen: { depth: -1 } }, "skipWhen.depth: "],
    [{ skipWhen: { depht: 1 } }, "skipWhen"],
    [
      { outside: { from: "9:00", to: "17:00", policy: "skip" } },
      'outside.from: Must be a time such as "09:00"',
    ],
    [
      { outside: { from: "09:00", to: "09:00", policy: "skip" } },
      "outside.to: Must be another time than from",
    ],
    [{ outside: { from: "09:00", to: "17:00", policy: "wait" } }, "outside.policy: "],
    [
      { outside: { from: "09:00", to: "17:00", policy: "skip", timezone: "Mars" } },
      'outside.timezone: "Mars" is no time zone',
    ],
    [{ timeZone: "Europe/Berlin" }, 'Unrecognized key: "timeZone"'],
  ])("may not be %j, and says what to do", (changes, sentence) => {
    expect(complaint(changes)).toContain(`is wrong: ${sentence}`);
  });
});
