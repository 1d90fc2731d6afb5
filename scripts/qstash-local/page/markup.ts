/** HTML that is safe to send as it is. */
export class Markup {
  constructor(readonly html: string) {}
}

/** What can be filled in; `null` and `undefined` are nothing. */
export type Content = Markup | string | number | null | undefined | readonly Content[];

/** Builds HTML; whatever is filled in is escaped unless it is markup itself. */
export function markup(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(parts.reduce((html, part, index) => html + escaped(contents[index - 1]) + part));
}

/** CSS or script of our own, to put into an element that does not take escapes. */
export function verbatim(code: string): Markup {
  return new Markup(code);
}

function escaped(content: Content): string {
  if (content === null || content === undefined) return "";
  if (content instanceof Markup) return content.html;
  if (typeof content === "object") return content.map(escaped).join("");
  return String(content).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
