import { describe, expect, it } from "vitest";
import { cronText } from "./cron-text";

describe("a cron expression in words", () => {
  it.each([
    ["*/5 * * * *", "Every 5 minutes"],
    ["0 2 * * *", "At 02:00 every day"],
    ["30 2 * * MON-FRI", "At 02:30, Monday through Friday"],
    ["0 4 * * 0", "At 04:00, only on Sunday"],
    ["no cron", "no cron"],
  ])("%s", (cron, text) => expect(cronText(cron)).toBe(text));
});
