import { buffer } from "node:stream/consumers";
import type { ReportModel } from "@/lib/reports/model";
import { periodText } from "@/lib/reports/period-text";
import { drawChart } from "./draw-chart";
import { drawFigures } from "./draw-figures";
import { drawTable } from "./draw-table";
import { drawText } from "./draw-text";
import { COLOURS } from "./pen";
import { createSheet, endSheet, PAGE, type Sheet } from "./sheet";

/** The report on A4: a cover with the key figures, then charts and tables. Text can be selected, and is tagged. */
export async function renderPdf(report: ReportModel): Promise<Buffer> {
  const title = `${report.title}, ${periodText(report.period)}`;
  const sheet = createSheet({ title, subject: report.subject });
  const bytes = buffer(sheet.doc);
  drawCover(sheet, report);
  if (report.charts.length > 0) sheet.newPage();
  for (const chart of report.charts) drawChart(sheet, chart);
  for (const table of report.tables) drawTable(sheet, table);
  endSheet(sheet, `${title}: ${report.subject}`);
  return await bytes;
}

function drawCover(
  sheet: Sheet,
  { title, subject, period, zone, generatedAt, keyFigures }: ReportModel,
): void {
  sheet.decoration(() => sheet.doc.rect(0, 0, PAGE.width, 10).fill(COLOURS.chart));
  sheet.y = 190;
  drawText(sheet, "H1", title, { size: 30, weight: "bold" }, 3);
  sheet.y += 8;
  drawText(sheet, "P", subject, { size: 16 }, 3);
  sheet.y += 4;
  drawText(sheet, "P", periodText(period), { size: 13, colour: COLOURS.soft });
  sheet.y += 42;
  drawFigures(sheet, keyFigures);
  const made = `${generatedAt.slice(0, 16).replace("T", " ")} UTC`;
  drawText(sheet, "P", `Days in ${zone}. Made ${made}.`, { size: 9, colour: COLOURS.soft });
}
