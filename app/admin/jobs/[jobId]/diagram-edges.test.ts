import { describe, expect, it } from "vitest";
import type { Outcome, Status } from "@/lib/jobs/lifecycle";
import { passagesOf } from "./diagram-edges";

function ways(status: Status, attempt: number, outcomes: [Outcome, number][]): string[] {
  const runs = outcomes.map(([outcome, number]) => ({ outcome, attempt: number }));
  return passagesOf({ status, attempt }, runs).map(({ from, to, times }) => `${from}>${to} ${times}`);
}

describe("the way of a job", () => {
  it("is none before its first run", () => {
    expect(ways("pending", 0, [])).toEqual([]);
  });

  it("counts its tries and its end", () => {
    expect(
      ways("completed", 3, [
        ["retry", 1],
        ["lost", 2],
        ["completed", 3],
      ]),
    ).toEqual([
      "pending>processing 1",
      "retrying>processing 2",
      "processing>retrying 2",
      "processing>completed 1",
    ]);
  });

  it("has the run that goes on", () => {
    expect(ways("processing", 2, [["retry", 1]])).toEqual([
      "pending>processing 1",
      "retrying>processing 1",
      "processing>retrying 1",
    ]);
  });

  it("ends where the last run was lost", () => {
    expect(
      ways("failed", 2, [
        ["lost", 1],
        ["lost", 2],
      ]),
    ).toContain("processing>failed 1");
  });

  it("knows ends that no run had", () => {
    expect(ways("cancelled", 0, [])).toEqual(["pending>cancelled 1"]);
    expect(ways("cancelled", 1, [["retry", 1]])).toContain("retrying>cancelled 1");
    expect(ways("timeout", 0, [["waiting", 1]])).toEqual([
      "pending>processing 1",
      "processing>waiting 1",
      "waiting>timeout 1",
    ]);
  });

  it("goes to wait and on", () => {
    expect(ways("waiting", 0, [["waiting", 1]])).not.toContain("waiting>pending 1");
    expect(
      ways("completed", 1, [
        ["waiting", 1],
        ["completed", 1],
      ]),
    ).toContain("waiting>pending 1");
  });
});
