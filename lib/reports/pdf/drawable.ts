import { faceOf } from "./fonts";

const LETTERS = new Intl.Segmenter("en");
/** Stands for what none of the fonts has. */
const BOX = "□";
/** All but the two that join and part letters of Arabic. */
const UNSEEN = /(?![\u200c\u200d])[\p{C}\p{Variation_Selector}]/gu;

/**
 * Text that the fonts have all of: one box for each letter or emoji that they lack, a blank for what breaks lines, and
 * nothing for signs that cannot be seen. The PDF library gives a missing character another width than it draws.
 */
export function drawable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return Array.from(LETTERS.segment(text), ({ segment }) => letter(segment)).join("");
}

function letter(segment: string): string {
  if (/^\s/.test(segment)) return " ";
  const [first = "", ...marks] = segment.replaceAll(UNSEEN, "");
  if (first === "") return "";
  return isKnown(first) ? first + marks.filter(isKnown).join("") : BOX;
}

function isKnown(character: string): boolean {
  return faceOf(character.codePointAt(0) ?? 0, "regular") !== null;
}
