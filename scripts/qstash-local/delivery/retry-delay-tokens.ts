/** One word of a retry-delay expression, with where it stands. */
export type Token = { kind: "number" | "name" | "sign" | "end"; text: string; position: number };

const TOKEN = /\s*(?:(?<number>\d+(?:\.\d+)?|\.\d+)|(?<name>[a-z]+)|(?<sign>[-+*/(),]))/y;

/** Splits an expression into tokens, with one `end` token behind the last. @throws {SyntaxError} at a foreign character. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) tokens.push(tokenAt(text, TOKEN.lastIndex));
  return [...tokens, { kind: "end", text: "", position: end }];
}

function tokenAt(text: string, start: number): Token {
  const match = TOKEN.exec(text);
  if (!match)
    throw new SyntaxError(`unexpected text at position ${start}: "${text.slice(start).trim().slice(0, 20)}"`);
  const { number, name } = match.groups ?? {};
  const word = match[0].trim();
  const position = TOKEN.lastIndex - word.length;
  return { kind: number ? "number" : name ? "name" : "sign", text: word, position };
}
