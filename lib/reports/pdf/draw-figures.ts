import type { ReportModel } from "@/lib/reports/model";
import { changeText } from "@/lib/reports/period-text";
import { COLOURS, type Pen, type TextStyle } from "./pen";
import { CONTENT_WIDTH, PAGE, type Sheet } from "./sheet";

const IN_A_ROW = 3;
const GAP = 12;
const HEIGHT = 82;
const LABEL = { size: 8, colour: COLOURS.soft };
const SIZES = [18, 16, 14, 12, 10, 8];

/** The key figures as cards, three in a row. */
export function drawFigures(sheet: Sheet, figures: ReportModel["keyFigures"]): void {
  const width = (CONTENT_WIDTH - GAP * (IN_A_ROW - 1)) / IN_A_ROW;
  for (let start = 0; start < figures.length; start += IN_A_ROW) {
    sheet.room(HEIGHT + GAP);
    for (const [at, figure] of figures.slice(start, start + IN_A_ROW).entries())
      drawCard(sheet, figure, PAGE.margin + at * (width + GAP), width);
    sheet.y += HEIGHT + GAP;
  }
}

function drawCard(sheet: Sheet, figure: ReportModel["keyFigures"][number], x: number, width: number): void {
  const { doc, pen, y } = sheet;
  sheet.decoration(() => doc.roundedRect(x, y, width, HEIGHT, 6).lineWidth(0.8).stroke(COLOURS.line));
  const change = changeText(figure.change);
  sheet.tagged("P", () => {
    const inside = width - 20;
    const label = pen.wrap(figure.label, inside, LABEL, 2);
    for (const [at, line] of label.entries()) pen.line(line, x + 10, y + 9 + at * 10, LABEL);
    pen.line(figure.value, x + 10, y + 34, valueStyle(pen, figure.value, inside));
    if (change !== "") pen.line(`${change} against the time before`, x + 10, y + 62, LABEL);
  });
}

/** A sum is not cut: the largest type that has room for all of it. */
function valueStyle(pen: Pen, value: string, width: number): TextStyle {
  const size = SIZES.find((fitting) => pen.width(value, { size: fitting, weight: "bold" }) <= width) ?? 6;
  return { size, weight: "bold" };
}
