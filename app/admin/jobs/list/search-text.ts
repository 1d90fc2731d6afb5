import { isTerm, objectionTo, TERMS, type Terms } from "./terms";

/** What somebody typed: terms, words that are no terms, and what does not fit. */
export type Search = { terms: Terms; words: string; objections: string[] };

/** One of `name:value`, `name:"value with spaces"` or a word. */
const PART = /(\w+):(?:"([^"]*)"|(\S*))|"([^"]*)"|(\S+)/g;

/** Reads what stands in the search field, such as `type:send-email status:failed 429 since:2h`. */
export function readSearch(text: string): Search {
  const terms: Terms = {};
  const words: string[] = [];
  const objections: string[] = [];
  for (const [whole, name, quoted, plain, quotedWord, word] of text.slice(0, 1_000).matchAll(PART)) {
    if (name === undefined) words.push(quotedWord ?? word ?? "");
    else if (!isTerm(name)) objections.push(unknown(name, whole));
    else {
      const value = quoted ?? plain ?? "";
      const objection = objectionTo(name, value);
      if (objection === null) terms[name] = value;
      else objections.push(objection);
    }
  }
  return { terms, words: words.join(" ").trim(), objections };
}

/** The terms as they would be typed. */
export function writeSearch(terms: Terms): string {
  return TERMS.flatMap((name) => {
    const value = terms[name];
    if (value === undefined) return [];
    return [`${name}:${/[\s"]/.test(value) ? `"${value}"` : value}`];
  }).join(" ");
}

function unknown(name: string, whole: string): string {
  return `"${whole.slice(0, 60)}" cannot be meant: there is no "${name.slice(0, 30)}:". There are ${TERMS.map((term) => `${term}:`).join(" ")}`;
}
