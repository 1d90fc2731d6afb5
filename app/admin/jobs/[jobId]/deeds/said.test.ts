import { describe, expect, it } from "vitest";
import { outcomeHref, sayDid } from "./said";

const JOB = "01a2013f-f388-79b7-b611-fb284e5ee3d7";

function given(href: string): Record<string, string> {
  return Object.fromEntries(new URL(href, "http://localhost").searchParams);
}

describe("what a page says of a deed", () => {
  it("is what was done, or why it was not", () => {
    expect(sayDid(given(outcomeHref(JOB, "cancelled", "")), Date.now())).toMatchObject({ isDone: true });
    expect(sayDid(given(outcomeHref(JOB, "open", "")), Date.now())).toMatchObject({ isDone: false });
  });

  it("is said for two minutes, and of no address without a time", () => {
    const now = Date.now();
    expect(sayDid(given(outcomeHref(JOB, "cancelled", "")), now + 180_000)).toBeNull();
    for (const at of [undefined, "", "x", [String(now), String(now)]])
      expect(sayDid({ did: "cancelled", at }, now)).toBeNull();
  });
});
