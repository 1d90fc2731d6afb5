// oxlint-disable-next-line import/no-named-as-default -- its types know the default export only
import PDFDocument from "pdfkit";
import { COLOURS, createPen, type Pen } from "./pen";

type Document = InstanceType<typeof PDFDocument>;
type Structure = PDFKit.PDFStructureElement;

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89, margin: 56, bottom: 64 } as const;
export const CONTENT_WIDTH = PAGE.width - 2 * PAGE.margin;

/** What a part of the document is, for who has it read out. */
type Tag = "H1" | "H2" | "P" | "Figure" | "TH" | "TD";

/** A document that is filled from the top to the bottom, page after page, and tagged as it goes. */
export type Sheet = {
  doc: Document;
  pen: Pen;
  /** Where the next thing goes, from the top of the page. */
  y: number;
  /** Goes to a new page where less than so much is left on this one. @returns whether it did. */
  room(height: number): boolean;
  newPage(): void;
  /** Draws something that is read out as this; a figure by its `alt`. Must fit on the page. */
  tagged(tag: Tag, draw: () => void, options?: { alt?: string; parent?: Structure }): void;
  /** Draws what is only there for the eye. */
  decoration(draw: () => void): void;
  /** A part that holds others, such as a table or a row of it. */
  group(kind: "Table" | "TR", parent?: Structure): Structure;
};

export function createSheet({ title, subject }: { title: string; subject: string }): Sheet {
  const doc = new PDFDocument({
    size: "A4",
    margins: { top: PAGE.margin, left: PAGE.margin, right: PAGE.margin, bottom: 0 },
    pdfVersion: "1.7",
    tagged: true,
    lang: "en",
    displayTitle: true,
    bufferPages: true,
    info: { Title: title, Subject: subject },
  });
  const root = doc.struct("Document");
  doc.addStructure(root);
  const sheet: Sheet = {
    doc,
    pen: createPen(doc),
    y: PAGE.margin,
    room(height) {
      if (sheet.y + height <= PAGE.height - PAGE.bottom) return false;
      sheet.newPage();
      return true;
    },
    newPage() {
      doc.addPage();
      sheet.y = PAGE.margin;
    },
    tagged(tag, draw, { alt, parent = root } = {}) {
      const content = doc.markStructureContent(tag);
      draw();
      doc.endMarkedContent();
      parent.add(doc.struct(tag, alt === undefined ? {} : { alt }, content));
    },
    decoration(draw) {
      doc.markContent("Artifact", { type: "Layout" });
      draw();
      doc.endMarkedContent();
    },
    group(kind, parent = root) {
      const element = doc.struct(kind);
      parent.add(element);
      return element;
    },
  };
  return sheet;
}

/** Says on every page what it is, and which of how many. Then nothing can be added any more. */
export function endSheet(sheet: Sheet, title: string): void {
  const { doc, pen } = sheet;
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page);
    sheet.decoration(() => {
      const style = { size: 8, colour: COLOURS.soft };
      const y = PAGE.height - 40;
      const [name = ""] = pen.wrap(title, CONTENT_WIDTH - 90, style, 1);
      pen.line(name, PAGE.margin, y, style);
      pen.line(`Page ${page + 1} of ${count}`, PAGE.width - PAGE.margin, y, style, "end");
    });
  }
  doc.end();
}
