import { geometry, heightOf } from "@/lib/charts/geometry";
import type { ReportChart } from "@/lib/reports/model";
import { drawHeading, drawText } from "./draw-text";
import { COLOURS } from "./pen";
import { CONTENT_WIDTH, PAGE, type Sheet } from "./sheet";

const HEIGHT = 170;

/** A chart below its title, both on one page. */
export function drawChart(sheet: Sheet, chart: ReportChart): void {
  const { title, description, points } = chart;
  if (points.length === 0) {
    drawHeading(sheet, title, 20);
    return drawText(sheet, "P", "Nothing in this time.", { size: 10, colour: COLOURS.soft });
  }
  const plane = geometry(chart, { width: CONTENT_WIDTH, height: heightOf(chart, HEIGHT) });
  drawHeading(sheet, title, plane.height);
  sheet.tagged("Figure", () => drawPlane(sheet, plane), { alt: `${title}. ${description}` });
  sheet.y += plane.height + 8;
}

function drawPlane({ doc, pen, y }: Sheet, plane: ReturnType<typeof geometry>): void {
  doc.save().translate(PAGE.margin, y);
  for (const path of plane.grid) doc.path(path).lineWidth(0.5).stroke(COLOURS.line);
  for (const path of plane.strokes) doc.path(path).lineWidth(1.6).stroke(COLOURS.chart);
  for (const path of plane.shapes) doc.path(path).fill(COLOURS.chart);
  doc.restore();
  const style = { size: 8, colour: COLOURS.soft };
  // Texts lie on their baseline in the geometry, as in SVG.
  for (const { x, y: below, text, anchor } of plane.texts)
    pen.line(text, PAGE.margin + x, y + below - style.size, style, anchor);
}
