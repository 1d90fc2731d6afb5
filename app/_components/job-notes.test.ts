import { expect, it } from "vitest";
import { registry } from "@/lib/registry";
import { NOTED_TYPES, noteOf } from "./job-notes";

const job = {
  jobId: "01a2013f-f388-79b7-b611-fb284e5ee3d7",
  type: "export-data",
  status: "completed",
  attempt: 1,
  retries: 3,
  result: { artifactId: "7c9e6679-7425-40de-944b-e07fc1f90ae7", rows: 2 },
  error: null,
  completedAt: "2026-01-01T12:00:00Z",
} as const;

it("speaks of types that there are", () => {
  expect(NOTED_TYPES.filter((type) => registry.find(type) === undefined)).toEqual([]);
});

it("leads to the file that was made, and to the page where there is none", () => {
  expect(noteOf(job)?.link).toEqual({
    label: "Download",
    href: "/downloads/7c9e6679-7425-40de-944b-e07fc1f90ae7/file",
  });
  expect(noteOf({ ...job, status: "failed", result: null })?.link.href).toBe("/exports");
});

it("says why something did not work", () => {
  const error = { code: null, message: "The disk is full." };
  expect(noteOf({ ...job, status: "failed", error })).toMatchObject({
    isGood: false,
    text: "The disk is full.",
  });
  expect(noteOf({ ...job, status: "timeout" })?.text).toBe("It took too long.");
});

it("is silent about work of the product itself, and about what somebody cancelled", () => {
  expect(noteOf({ ...job, type: "process-webhook" })).toBeNull();
  expect(noteOf({ ...job, status: "cancelled" })).toBeNull();
});
