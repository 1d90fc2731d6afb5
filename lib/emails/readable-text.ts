import { toPlainText } from "react-email";

/** What is used here of html-to-text, which `toPlainText` passes formatters to; it ships no types. */
type TextBuilder = {
  openBlock(options: { leadingLineBreaks: number }): void;
  closeBlock(options: { trailingLineBreaks: number }): void;
  addInline(text: string, options?: { noWordTransform: boolean }): void;
  addLineBreak(): void;
};
type Element = { attribs: Record<string, string>; children: unknown };
type Walk = (children: unknown, builder: TextBuilder) => void;
type Formatter = (element: Element, walk: Walk, builder: TextBuilder) => void;

/** The plain-text twin of a mail: the same words, with the button's address on a line of its own. */
export function readableText(html: string): string {
  return `${toPlainText(html, options).trim()}\n`;
}

/** `Open your dashboard:` and below it the address. */
const action: Formatter = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 });
  walk(element.children, builder);
  builder.addInline(":");
  builder.addLineBreak();
  builder.addInline(element.attribs.href ?? "", { noWordTransform: true });
  builder.closeBlock({ trailingLineBreaks: 2 });
};

/** `Plan: Team`, one row a line. */
const label: Formatter = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  walk(element.children, builder);
  builder.addInline(":");
};

const value: Formatter = (element, walk, builder) => {
  builder.addInline(" ");
  walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const options = {
  formatters: { action, label, value },
  selectors: [
    { selector: "h1", options: { uppercase: false } },
    { selector: "a.action", format: "action" },
    { selector: "td.label", format: "label" },
    { selector: "td.value", format: "value" },
  ],
};
