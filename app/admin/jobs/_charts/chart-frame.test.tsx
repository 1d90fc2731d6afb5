import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { DeployMark } from "./chart";
import { ChartFrame } from "./chart-frame";
import { ENDS_FILL } from "./palette";

const hour = (at: number) => new Date(Date.UTC(2027, 0, 1, at)).toISOString();

function drawn(values: readonly string[], deploys: readonly DeployMark[] = []): string {
  return renderToStaticMarkup(
    <ChartFrame
      title="Jobs that ended"
      description="By the hour."
      series={[{ label: "Failed", swatch: ENDS_FILL.failed }]}
      columns={values.map((value, at) => ({
        from: hour(at),
        to: hour(at + 1),
        href: `/${at}`,
        values: [value],
      }))}
      ticks={[{ value: 0, y: 100 }]}
      tickText={String}
      format="time"
      deploys={deploys}
    >
      <path d="M0 0" />
    </ChartFrame>,
  );
}

describe("a chart", () => {
  it("is an image with a name and a description", () => {
    const [, ids = ""] = /role="img" aria-labelledby="([^"]+)"/.exec(drawn(["1"])) ?? [];
    for (const id of ids.split(" ")) expect(drawn(["1"])).toContain(` id="${id}"`);
  });

  it("has a table that is scrolled by keys: it is a region with a name, and a stop for the Tab key", () => {
    const html = drawn(["1", "2"]);
    expect(html).toMatch(
      /<section tabindex="0" aria-label="Jobs that ended, as a table"[^>]*overflow-auto[^>]*><table/i,
    );
    expect([...html.matchAll(/<tr>/g)].length).toBe(3);
  });

  it("has no other stops but the table's: columns are for pointers", () => {
    const [chart = "", table = ""] = drawn(["1", "2"]).split("<details");
    expect(chart.match(/<a /g)?.length).toBe(chart.match(/tabindex="-1"/gi)?.length);
    expect(table).not.toContain('tabindex="-1"');
  });

  it.each([[[]], [["0"]]])("of the columns %j is drawn all the same", (values) => {
    expect(drawn(values)).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("marks deploys where they were, and tells of them in the table", () => {
    const html = drawn(["1", "2"], [{ at: hour(1), version: "1a2b3c4d5e6f" }]);
    expect(html).toContain('style="left:50%"');
    const [, row] = html.slice(html.indexOf("<tbody")).split("<tr");
    expect(row).toContain(">1a2b3c4<");
    expect(drawn(["1", "2"])).not.toContain("Deploy");
  });
});
