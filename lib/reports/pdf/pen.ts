import type PDFDocument from "pdfkit";
import { readFont, type Weight } from "./fonts";
import { type Run, visualRuns } from "./visual-runs";

type Document = InstanceType<typeof PDFDocument>;

export type TextStyle = { size: number; weight?: Weight; colour?: string };

export const COLOURS = { ink: "#1b1f29", soft: "#5c6270", line: "#d9dce4", chart: "#3450b8" } as const;

/** Draws text in any script: each piece in the face that has it, in the order in which people read it. */
export type Pen = {
  width(text: string, style: TextStyle): number;
  /** @param align where `x` is: at the line's beginning, middle or end. */
  line(text: string, x: number, y: number, style: TextStyle, align?: "start" | "middle" | "end"): void;
  /** Lines that are no wider than `width`, the last one with an ellipsis where there would be more than `most`. */
  wrap(text: string, width: number, style: TextStyle, most?: number): string[];
};

/** From the top of a line to its baseline, in sizes: one baseline for all faces, however tall they are. */
const ASCENT = 0.97;

export function createPen(doc: Document): Pen {
  const known = new Set<string>();
  const use = ({ face }: Run, size: number): void => {
    if (!known.has(face.name)) doc.registerFont(face.name, readFont(face));
    known.add(face.name);
    doc.font(face.name).fontSize(size);
  };
  const runWidth = (run: Run, size: number): number => {
    use(run, size);
    return doc.widthOfString(run.text);
  };
  const width: Pen["width"] = (text, { size, weight = "regular" }) =>
    visualRuns(text, weight).reduce((sum, run) => sum + runWidth(run, size), 0);

  return {
    width,
    line(text, x, y, style, align = "start") {
      const { size, weight = "regular", colour = COLOURS.ink } = style;
      let left = x - (align === "start" ? 0 : width(text, style) / (align === "middle" ? 2 : 1));
      doc.fillColor(colour);
      for (const run of visualRuns(text, weight)) {
        const wide = runWidth(run, size);
        doc.text(run.text, left, y + size * ASCENT, { lineBreak: false, baseline: "alphabetic" });
        left += wide;
      }
    },
    wrap(text, most, style, lines = Number.POSITIVE_INFINITY) {
      const wrapped = wrapWords(text, (line) => width(line, style) <= most);
      if (wrapped.length <= lines) return wrapped;
      const kept = wrapped.slice(0, lines);
      return [...kept.slice(0, -1), cut(`${kept.at(-1)} `, (line) => width(line, style) <= most)];
    },
  };
}

const WORDS = new Intl.Segmenter("en", { granularity: "word" });
const LETTERS = new Intl.Segmenter("en");

/** Breaks between words, and inside of one that is wider than the line: scripts without blanks have words too. */
function wrapWords(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { segment } of WORDS.segment(text)) {
    if (fits(line + segment)) line += segment;
    else if (fits(segment)) {
      lines.push(line.trimEnd());
      line = segment.trimStart();
    } else {
      for (const { segment: letter } of LETTERS.segment(segment)) {
        if (!fits(line + letter)) {
          lines.push(line);
          line = "";
        }
        line += letter;
      }
    }
  }
  return [...lines, line.trimEnd()].filter((part, at) => part !== "" || at === 0);
}

function cut(text: string, fits: (line: string) => boolean): string {
  const letters = [...LETTERS.segment(text.trimEnd())].map(({ segment }) => segment);
  while (letters.length > 0 && !fits(`${letters.join("")}…`)) letters.pop();
  return `${letters.join("")}…`;
}
