import { describe, expect, it } from "vitest";
import { destinationsFor } from "./destinations";

const labels = (text: string) => destinationsFor(text).map(({ label }) => label);
const ID = "01a2013f-f388-79b7-b611-fb284e5ee3d7";

describe("where the palette leads", () => {
  it("is every page and every status while nothing is typed", () => {
    expect(labels("")).toEqual(
      expect.arrayContaining(["Overview", "Dead letters", "Jobs: failed", "API keys"]),
    );
  });

  it.each(["dead", "  DEAD letters", "letters dead", "g d"])(
    "finds a page by part of its name: %j",
    (text) => {
      expect(labels(text)).toContain("Dead letters");
    },
  );

  it.each([ID, ID.toUpperCase(), `https://app.example/admin/jobs/${ID}?tab=logs`, `{"jobId":"${ID}"}`])(
    "is the job whose id is in %s",
    (text) => {
      expect(destinationsFor(text)[0]).toEqual({
        href: `/admin/jobs/${ID}`,
        label: "Open job …4e5ee3d7",
        hint: "by its id",
      });
    },
  );

  it("is a search for whatever else was typed, told as it is", () => {
    expect(destinationsFor(' type:send-email error:"a & b" ')).toEqual([
      {
        href: "/admin/jobs/list?q=type%3Asend-email+error%3A%22a+%26+b%22",
        label: 'Search jobs for “type:send-email error:"a & b"”',
        hint: "Jobs",
      },
    ]);
  });
});
