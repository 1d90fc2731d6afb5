import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** What a reader finds in a PDF: the text of each page, and what the document says of itself. */
export async function readPdf(bytes: Uint8Array) {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false });
  const pdf = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(
      items
        .map((item) => ("str" in item ? item.str : ""))
        .join(" ")
        .replaceAll(/\s+/g, " "),
    );
  }
  const { info } = await pdf.getMetadata();
  const mark = await pdf.getMarkInfo();
  const tree = await (await pdf.getPage(1)).getStructTree();
  await task.destroy();
  return { pages, info, isTagged: mark?.Marked === true, tree: JSON.stringify(tree) };
}
