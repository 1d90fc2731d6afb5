import { geometry, heightOf } from "@/lib/charts/geometry";
import type { ReportChart, ReportModel, ReportTable } from "@/lib/reports/model";
import { changeText, periodText } from "@/lib/reports/period-text";
import { escape } from "./escape";
import { style } from "./style";

/** One file that opens anywhere, without a network: text, drawings as SVG, every chart as a table too. */
export function renderHtml(report: ReportModel): string {
  const title = `${escape(report.title)}, ${escape(periodText(report.period))}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(report.title)}</h1>
<p><bdi>${escape(report.subject)}</bdi>, ${escape(periodText(report.period))}</p>
<p class="soft">Days in ${escape(report.zone)}. Made ${escape(report.generatedAt.slice(0, 16).replace("T", " "))} UTC.</p>
${keyFigures(report)}
${report.charts.map(chart).join("\n")}
${report.tables.map(table).join("\n")}
</main>
</body>
</html>
`;
}

function keyFigures({ keyFigures: figures }: ReportModel): string {
  if (figures.length === 0) return "";
  const items = figures.map(({ label, value, change }) => {
    const against = change === null ? "" : `<small>${changeText(change)} against the time before</small>`;
    return `<div><dt>${escape(label)}</dt><dd>${escape(value)}${against}</dd></div>`;
  });
  return `<dl>${items.join("")}</dl>`;
}

const WIDTH = 640;

function chart(given: ReportChart): string {
  const { title, description, points } = given;
  const plane = geometry(given, { width: WIDTH, height: heightOf(given, 220) });
  const drawing = [
    ...plane.grid.map((path) => `<path class="grid" d="${path}"/>`),
    ...plane.strokes.map((path) => `<path class="stroke" d="${path}"/>`),
    ...plane.shapes.map((path) => `<path class="shape" d="${path}"/>`),
    ...plane.texts.map(
      ({ x, y, text, anchor }) => `<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(text)}</text>`,
    ),
  ].join("");
  const rows = points.map(({ label, value }) => [label, value]);
  const columns: ReportTable["columns"] = [
    { name: "", type: "text" },
    { name: "Value", type: "number" },
  ];
  if (points.length === 0) return section(title, `<p class="soft">Nothing in this time.</p>`);
  return section(
    title,
    `<div class="scroll" tabindex="0"><svg viewBox="0 0 ${plane.width} ${plane.height}" role="img" aria-label="${escape(`${title}. ${description}`)}">${drawing}</svg></div>
<details><summary>As a table</summary>${grid({ columns, rows })}</details>`,
  );
}

function table(given: ReportTable): string {
  const { title, rows, total } = given;
  if (rows.length === 0) return section(title, `<p class="soft">Nothing in this time.</p>`);
  const cut =
    total > rows.length ? `<p class="soft">The first ${count(rows.length)} of ${count(total)}.</p>` : "";
  return section(title, `${grid(given)}${cut}`, "table");
}

function grid({ columns, rows }: Pick<ReportTable, "columns" | "rows">): string {
  const head = columns
    .map(({ name, type }) => `<th scope="col" class="${type}">${escape(name)}</th>`)
    .join("");
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, at) => td(cell, columns[at]?.type)).join("")}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

function td(cell: string | number | null, type = "text"): string {
  const text =
    typeof cell === "number" ? cell.toLocaleString("en", { maximumFractionDigits: 2 }) : (cell ?? "");
  return `<td class="${type}"><bdi>${escape(text)}</bdi></td>`;
}

function section(title: string, content: string, kind = "chart"): string {
  return `<section class="${kind}"><h2>${escape(title)}</h2>${content}</section>`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
