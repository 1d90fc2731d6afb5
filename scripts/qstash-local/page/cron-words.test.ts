import { expect, it } from "vitest";
import { cronInWords } from "./cron-words";

it.each([
  ["* * * * *", "every minute"],
  ["*/5 * * * *", "every 5 minutes"],
  ["0 * * * *", "every hour"],
  ["15 * * * *", "every hour, 15 minutes past"],
  ["0 */6 * * *", "every 6 hours"],
  ["30 2 * * *", "every day at 02:30 UTC"],
  ["CRON_TZ=Europe/Berlin 30 2 * * *", "every day at 02:30 Europe/Berlin"],
  ["0 9 * * 1", "every Monday at 09:00 UTC"],
  ["0 9 * * 7", "every Sunday at 09:00 UTC"],
  ["0 9 * * 1-5", "Monday to Friday at 09:00 UTC"],
  ["0 0 1 * *", "on day 1 of each month at 00:00 UTC"],
  ["0 0 24 12 *", "on day 24 of December at 00:00 UTC"],
])("%s is %s", (cron, words) => {
  expect(cronInWords(cron)).toBe(words);
});

it.each([
  "0 6,18 1-7 * 2",
  "*/7 * * * *",
  "0 */5 * * *",
  "* 3 * * *",
  "*/5 * * * 1",
  "0 0 1 13 *",
  "0 0 1 * 1",
  "nonsense",
])("%s says nothing rather than something wrong", (cron) => {
  expect(cronInWords(cron)).toBeUndefined();
});
