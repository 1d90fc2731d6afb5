import { describe, expect, it } from "vitest";
import { alertRules } from "@/lib/jobs/alerts/rules";
import type { Attention } from "@/lib/jobs/reading/read-attention";
import { concerns } from "./concerns";
import { overview } from "./overview";
import { timeRange } from "./time-range";

const now = Date.parse("2026-11-28T10:20:30Z");
const range = timeRange("24h", now);
const none = { count: 0, since: null, example: null };
const well: Attention = {
  stalled: none,
  late: none,
  unpublished: none,
  missedTicks: none,
  overdueSchedules: none,
  unregistered: none,
  pausedTypes: [],
  reconciledAt: new Date(now - 60_000),
};
const since = new Date(now - 300_000);

function found(changes: Partial<Attention>, alerts: Parameters<typeof concerns>[0]["alerts"] = []) {
  const attention = { ...well, ...changes };
  return concerns({
    attention,
    alerts,
    rules: alertRules(),
    overview: overview([], { ends: [] }, range),
    range,
    now,
  });
}

describe("what needs attention", () => {
  it("is nothing while all is well", () => expect(found({})).toEqual([]));

  it("is the worst first, with the deed that helps", () => {
    const list = found({
      pausedTypes: [{ type: "mail", reason: "outage", pausedAt: since, userId: 1 }],
      stalled: { count: 2, since, example: "job" },
      reconciledAt: new Date(now - 3_600_000),
    });
    expect(list.map(({ id, severity }) => [id, severity])).toEqual([
      ["reconcile", "critical"],
      ["stalled", "critical"],
      ["paused-mail", "warning"],
    ]);
    expect(list.map(({ deed }) => deed?.kind)).toEqual(["reconcile", "reconcile", "resume"]);
    expect(list[1]?.title).toBe("2 runs have stopped without a word");
  });

  it("leads to the job itself where there is one only", () => {
    expect(found({ late: { count: 1, since, example: "job" } })[0]?.link.href).toBe("/admin/jobs/job");
    expect(found({ late: { count: 1_000, since, example: "job" } })[0]?.title).toMatch(/^1,000 or more/);
  });

  it("says once that ticks were missed", () => {
    const missedTicks = { count: 3, since, example: "nightly" };
    expect(found({ missedTicks }).map(({ id }) => id)).toEqual(["missed-ticks"]);
    const alert = {
      id: "a",
      rule: "missed-schedule",
      subject: "nightly",
      value: 3,
      since,
      firedAt: since,
      resolvedAt: null,
      isTold: true,
    };
    expect(found({ missedTicks }, [alert]).map(({ title }) => title)).toEqual([
      "Schedule nightly missed 3 ticks",
    ]);
  });
});
