import type { TextStyle } from "./pen";
import { CONTENT_WIDTH, PAGE, type Sheet } from "./sheet";

type Tag = "H1" | "H2" | "P";

/** A paragraph or a heading, as many lines as it takes. */
export function drawText(sheet: Sheet, tag: Tag, text: string, style: TextStyle, mostLines = 6): void {
  const { pen } = sheet;
  const step = style.size * 1.35;
  const lines = pen.wrap(text, CONTENT_WIDTH, style, mostLines);
  sheet.room(lines.length * step);
  sheet.tagged(tag, () => {
    for (const [at, line] of lines.entries()) pen.line(line, PAGE.margin, sheet.y + at * step, style);
  });
  sheet.y += lines.length * step;
}

/** A heading that stays with what comes below it: so much of that must fit on the page too. */
export function drawHeading(sheet: Sheet, text: string, below: number): void {
  sheet.room(40 + below);
  sheet.y += 14;
  drawText(sheet, "H2", text, { size: 13, weight: "bold" }, 2);
  sheet.doc.outline.addItem(text);
  sheet.y += 6;
}
