import { describe, expect, it } from "vitest";
import { visualRuns } from "./visual-runs";

const drawn = (text: string) => visualRuns(text, "regular").map((run) => run.text);

describe("a line of text", () => {
  it.each([
    ["(שלום)", ["(", "שלום", ")"]],
    ["שלום, עולם!", ["!", "עולם", " ", ",", "שלום"]],
    ["שלום?!", ["!?", "שלום"]],
    ["שלום 2026…", ["…", "2026", " ", "שלום"]],
    ["محمد (مدير)", ["(", "مدير", ")", " ", "محمد"]],
  ])("from the right has its punctuation where people read it: %s", (text, runs) => {
    expect(drawn(text)).toEqual(runs);
  });

  it.each([
    ["ไทย", "□□□"],
    ["team 👩‍👩‍👧‍👦 ok", "team □ ok"],
    ["a\tb\nc\u0000\u202ed", "a b cd"],
    ["\ud800x", "x"],
  ])("has a box for each letter that no font has, and nothing that cannot be seen: %j", (text, shown) => {
    expect(drawn(text).join("")).toBe(shown);
  });

  it("keeps marks and joiners with their letters", () => {
    expect(drawn("مُحَمَّد می‌خواهم")).toEqual(["می‌خواهم", " ", "مُحَمَّد"]);
    expect(drawn("e\u0301")).toEqual(["e\u0301"]);
  });
});
