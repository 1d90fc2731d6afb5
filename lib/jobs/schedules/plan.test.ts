import { describe, expect, it } from "vitest";
import { describePlan } from "./describe";
import { isUpToDate, plan } from "./plan";
import type { RegisteredSchedule } from "./registered";
import type { WantedSchedule } from "./wanted";

const wanted: WantedSchedule = {
  scheduleId: "production-reconcile",
  destination: "https://app.example/api/jobs/reconcile",
  cron: "*/5 * * * *",
  method: "POST",
  headers: { "Content-Type": "application/json", "x-vercel-protection-bypass": "new-secret" },
  body: "{}",
  retries: 1,
  timeoutSeconds: 150,
};

const registered: RegisteredSchedule = {
  scheduleId: wanted.scheduleId,
  destination: wanted.destination,
  cron: wanted.cron,
  method: "POST",
  header: { "content-type": ["application/json"], "X-Vercel-Protection-Bypass": ["new-secret"] },
  body: "{}",
  retries: 1,
  isPaused: false,
};

const system = { copy: wanted, row: null, isRunTime: false };

function planFor(changes: Partial<RegisteredSchedule>) {
  return plan([system], { registered: [{ ...registered, ...changes }], rows: [] }, () => false);
}

describe("a plan", () => {
  it.each([
    ["leaves the time limit out", {}],
    ["lists it in seconds", { timeout: 150 }],
    ["lists it in milliseconds", { timeout: 150_000 }],
    ["fills in what is not set", { delay: 0, callback: "", failureCallback: null, queueName: "" }],
    ["adds headers of its own", { header: { ...registered.header, "User-Agent": ["QStash"] } }],
  ])("is up to date when QStash %s", (_, changes) => {
    expect(isUpToDate(planFor(changes))).toBe(true);
  });

  it("shows every setting that differs, what it is and what it will be", () => {
    const steps = planFor({ cron: "0 * * * *", body: null, retries: 3 });
    expect(describePlan(steps)).toEqual([
      "~ production-reconcile",
      "~   cron: 0 * * * * → */5 * * * *",
      "~   body: none → {}",
      "~   retries: 3 → 1",
    ]);
  });

  it("never shows a header's value, which may be a secret", () => {
    const steps = planFor({ header: { ...registered.header, "X-Vercel-Protection-Bypass": ["old-secret"] } });
    expect(describePlan(steps)).toEqual([
      "~ production-reconcile",
      "~   header x-vercel-protection-bypass: another value → as declared",
    ]);
    expect(describePlan(plan([system], { registered: [], rows: [] }, () => true)).join()).not.toContain(
      "secret",
    );
  });

  it("deletes what is ours and declared no more, and says so", () => {
    const all = [registered, { ...registered, scheduleId: "other" }];
    const steps = plan([], { registered: all, rows: [] }, ({ scheduleId }) =>
      scheduleId.startsWith("production-"),
    );
    expect(describePlan(steps)).toEqual([
      "- production-reconcile",
      "-   */5 * * * *  https://app.example/api/jobs/reconcile",
    ]);
  });
});
