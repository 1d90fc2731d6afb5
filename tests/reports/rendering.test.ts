import { describe, expect, it } from "vitest";
import { renderHtml } from "@/lib/reports/html/render-html";
import { renderPdf } from "@/lib/reports/pdf/render-pdf";
import { readPdf } from "@/tests/helpers/pdf-text";
import { reportOf } from "@/tests/helpers/report-model";

const [table] = reportOf().tables;

describe("a report as PDF", () => {
  it("has text that can be selected, page numbers, a title, a language and tags", async () => {
    const { pages, info, isTagged, tree } = await readPdf(await renderPdf(reportOf()));
    expect(pages).toHaveLength(2);
    expect(pages[0]).toContain("Zażółć & <b>Söhne</b>");
    expect(pages[0]).toContain("1,234");
    expect(pages[0]).toContain("+25 % against the time before");
    expect(pages.map((page) => /Page \d of \d/.exec(page)?.[0])).toEqual(["Page 1 of 2", "Page 2 of 2"]);
    expect(info).toMatchObject({ Title: "Usage report, 1 – 30 November 2026", Language: "en" });
    expect(isTagged).toBe(true);
    expect(tree).toContain("H1");
  });

  it("repeats a table's header on each page, and tells that rows were left out", async () => {
    const rows = Array.from({ length: 120 }, (_, at) => [`Person ${at + 1}`, at]);
    const long = {
      ...reportOf().tables[0],
      title: "By person",
      columns: table?.columns ?? [],
      rows,
      total: 5_000,
    };
    const { pages } = await readPdf(await renderPdf(reportOf({ charts: [], tables: [long] })));
    const withRows = pages.filter((page) => /Person \d/.test(page));
    expect(withRows.length).toBeGreaterThan(3);
    expect(withRows.every((page) => page.includes("Person Jobs"))).toBe(true);
    for (const [name] of rows) expect(pages.join(" ")).toContain(String(name));
    expect(pages.at(-1)).toContain("The first 120 of 5,000.");
  });

  it.each([
    ["Hebrew", "יעל כהן", /יעל|כהן/],
    ["Arabic", "محمد عبد الله", /محمد|عبد/],
    // Letters of one word may come from several files of the font.
    ["Chinese", "王小明", /王 ?小明/],
    ["traditional Chinese", "們別場師", /們 ?別 ?場 ?師/],
    ["Japanese", "データ出力", /データ/],
    ["Korean", "김철수", /김 ?철 ?수/],
    ["Greek and Cyrillic", "Ελληνικά Кириллица", /Ελληνικά Кириллица/],
  ])("shows %s with letters that can be read, not with boxes", async (_, name, found) => {
    const { pages } = await readPdf(await renderPdf(reportOf({ subject: name })));
    expect(pages[0]?.normalize("NFKC")).toMatch(found);
  });

  it("says so where there is nothing, and cuts what has no room", async () => {
    const nothing = {
      ...reportOf(),
      charts: [{ title: "Jobs by day", description: "", kind: "line" as const, points: [] }],
    };
    const empty = await readPdf(await renderPdf({ ...nothing, keyFigures: [], tables: [] }));
    expect(empty.pages.join(" ")).toContain("Nothing in this time.");
    const long = reportOf({ title: "word ".repeat(200), subject: "X".repeat(5_000) });
    expect((await readPdf(await renderPdf(long))).pages.join(" ")).toContain("…");
  });
});

describe("a report as HTML", () => {
  it("is one file that asks nobody for anything, and text in it stays text", () => {
    const html = renderHtml(reportOf({ subject: `<script>alert(1)</script>"'&` }));
    expect(html).not.toMatch(/<script|https?:\/\/|src=|url\(/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    expect(html).toContain('<svg viewBox="0 0 640 220" role="img" aria-label="Jobs by day. Many."');
  });
});
