import { expect, it } from "vitest";
import type { JobView } from "@/lib/jobs/view";
import { estimatedEnd, nextPace, type Pace } from "./pace";

const at = (done: number, total: number | null = 100) =>
  ({ status: "processing", progress: { done, total, message: null } }) as const;

function seen(...polls: [ms: number, job: Pick<JobView, "status" | "progress">][]): number | null {
  const pace = polls.reduce<Pace | undefined>((pace, [ms, job]) => nextPace(pace, job, ms), undefined);
  return pace === undefined ? null : estimatedEnd(pace);
}

it("estimates nothing before five seconds and five percent were seen", () => {
  expect(seen([0, at(0)], [4_900, at(50)])).toBeNull();
  expect(seen([0, at(0)], [60_000, at(4)])).toBeNull();
  expect(seen([0, at(0)], [5_000, at(5)])).toBe(100_000);
});

it("goes by what was seen, not by what was done before", () => {
  expect(seen([0, at(60)], [10_000, at(80)])).toBe(20_000);
});

it("begins anew when a retry does", () => {
  expect(seen([0, at(0)], [10_000, at(50)], [12_000, at(2)])).toBeNull();
  expect(seen([0, at(0)], [10_000, at(50)], [11_000, { ...at(50), status: "retrying" }])).toBeNull();
});

it("knows no end where nobody knows how much there is", () => {
  expect(seen([0, at(0, null)], [60_000, at(5_000, null)])).toBeNull();
});
