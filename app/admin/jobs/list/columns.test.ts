import { describe, expect, it } from "vitest";
import { COLUMNS_COOKIE, readColumns, writeColumns } from "./columns";

const kept = (value?: string) =>
  readColumns({ get: () => (value === undefined ? undefined : { name: COLUMNS_COOKIE, value }) });

describe("columns", () => {
  it.each([
    [
      ["ran", "status"],
      ["status", "ran"],
    ],
    [["enqueued"], ["enqueued"]],
    [[], []],
    [["ran", "ran", "secret", 7, null], ["ran"]],
  ])("%j are kept as %j", (given, expected) => {
    expect(kept(writeColumns(given))).toEqual(expected);
  });

  it("are nobody's choice without a cookie or with one that was deleted, and none where it names none", () => {
    expect(kept()).toBeNull();
    expect(kept("")).toBeNull();
    expect(kept("constructor.__proto__.RAN")).toEqual([]);
  });
});
