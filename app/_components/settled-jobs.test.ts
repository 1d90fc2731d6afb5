import { expect, it } from "vitest";
import { createSettledJobs, type SettledJob } from "./settled-jobs";

/** What all tabs of a browser share. */
function browser() {
  const items = new Map<string, string>();
  const storage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  };
  return { items, tab: (owner = "7") => createSettledJobs(storage, owner) };
}

function ended(given: Partial<SettledJob> = {}): SettledJob {
  return {
    jobId: "a",
    type: "export-data",
    status: "completed",
    attempt: 1,
    retries: 3,
    result: null,
    error: null,
    completedAt: "2026-01-01T12:00:00Z",
    ...given,
  };
}

it("tells of the end of a job that was open, once for all tabs", () => {
  const { tab } = browser();
  const [one, other] = [tab(), tab()];
  one.sync(["a"]);
  other.sync(["a"]);
  expect(other.claim(ended())).toBe(true);
  expect(one.claim(ended())).toBe(false);
});

it("is not misled by a list that a slow tab got before the end", () => {
  const { tab } = browser();
  const [one, other] = [tab(), tab()];
  one.sync(["a"]);
  one.claim(ended());
  expect(other.sync(["a"])).toEqual([]);
  expect(other.sync([])).toEqual(["a"]);
  expect(other.claim(ended())).toBe(false);
});

it("asks after a reload how those have ended that were open before", () => {
  const { tab } = browser();
  tab().sync(["a", "b"]);
  const afterReload = tab();
  expect(afterReload.sync(["b"])).toEqual(["a"]);
  expect(afterReload.claim(ended())).toBe(true);
});

it("waits for a job that was just started, and tells of its second end as well", () => {
  const { claim, waitFor } = browser().tab();
  expect(claim(ended())).toBe(false);
  waitFor("a");
  expect(claim(ended({ status: "processing" }))).toBe(false);
  expect(claim(ended({ status: "failed" }))).toBe(true);
  waitFor("a");
  expect(claim(ended({ completedAt: "2026-01-01T13:00:00Z" }))).toBe(true);
});

it("asks no more for a job that is gone", () => {
  const { sync, forget } = browser().tab();
  sync(["a"]);
  forget("a");
  expect(sync([])).toEqual([]);
});

it("keeps people apart who use one browser, and survives what others wrote", () => {
  const { items, tab } = browser();
  tab("7").sync(["a"]);
  expect(tab("8").sync([])).toEqual([]);
  items.set("jobs.7.awaited", "{not json");
  expect(tab("7").sync([])).toEqual([]);
});
