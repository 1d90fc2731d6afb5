import bidi from "bidi-js";
import { drawable } from "./drawable";
import { type Face, faceOf, hasCharacter, type Weight } from "./fonts";

/** A piece of text in one face, to be drawn from left to right after the one before. */
export type Run = { text: string; face: Face };

const algorithm = bidi();

/**
 * A line of text in the order in which it is drawn (UAX #9): Hebrew and Arabic run from right to left, numbers and
 * Latin within them do not. The letters of a word stay in the order of reading; the font library turns and joins them.
 */
export function visualRuns(line: string, weight: Weight): Run[] {
  const text = drawable(line);
  const { levels } = algorithm.getEmbeddingLevels(text, "auto");
  const mirrored = algorithm.getMirroredCharactersMap(text, levels);
  return inVisualOrder(sameLevels(replaced(text, mirrored), levels)).flatMap(({ text: piece, level }) =>
    isFromRight(level) ? wordsFromRight(piece, weight) : sameFaces(piece, weight),
  );
}

/** Parentheses that open to the left where people read from the right. */
function replaced(text: string, characters: ReadonlyMap<number, string>): string {
  return text
    .split("")
    .map((character, at) => characters.get(at) ?? character)
    .join("");
}

type Piece = { text: string; level: number };

/** Levels are of UTF-16 units; both halves of a pair have the same. */
function sameLevels(text: string, levels: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const level = levels[at] ?? 0;
    const last = pieces.at(-1);
    if (last?.level === level) last.text += text.charAt(at);
    else pieces.push({ text: text.charAt(at), level });
  }
  return pieces;
}

/** Rule L2: from the highest level down, what is at least so high is turned around as a whole. */
function inVisualOrder(pieces: readonly Piece[]): Piece[] {
  const ordered = [...pieces];
  const highest = Math.max(0, ...pieces.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let start = 0; start < ordered.length; start += 1) {
      let end = start;
      while ((ordered[end]?.level ?? -1) >= level) end += 1;
      if (end > start + 1) ordered.splice(start, end - start, ...ordered.slice(start, end).toReversed());
      start = Math.max(start, end);
    }
  }
  return ordered;
}

function isFromRight(level: number): boolean {
  return level % 2 === 1;
}

/** The font library turns the letters of a word, but neither words nor the marks of punctuation beside them. */
function wordsFromRight(text: string, weight: Weight): Run[] {
  return text
    .split(/(\s+)/)
    .toReversed()
    .flatMap((word) => sameFaces(word, weight).toReversed())
    .map(({ text: run, face }) => ({ text: hasLetters(run) ? run : turned(run), face }));
}

function hasLetters(text: string): boolean {
  return /\p{L}/u.test(text);
}

function turned(text: string): string {
  return Array.from(text).toReversed().join("");
}

function sameFaces(text: string, weight: Weight): Run[] {
  const runs: Run[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const face = faceFor(character, last?.face, weight);
    if (face === null) continue;
    if (last?.face.name === face.name) last.text += character;
    else runs.push({ text: character, face });
  }
  return runs;
}

/** Marks and joiners belong to the letter before them, whose font knows where they go. */
function faceFor(character: string, before: Face | undefined, weight: Weight): Face | null {
  const codePoint = character.codePointAt(0) ?? 0;
  const belongs = /^[\p{M}\p{Cf}]$/u.test(character);
  if (belongs && before !== undefined && hasCharacter(before, codePoint)) return before;
  return faceOf(codePoint, weight);
}
