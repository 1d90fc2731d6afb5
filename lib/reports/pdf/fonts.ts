import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "fontkit";
import { z } from "zod";
import { unpackWoff } from "./unpack-woff";

/** The face of a piece of text: all of it is in one file. */
export type Face = { name: string; file: string };

export type Weight = "regular" | "bold";

/** `next.config.ts` has these folders go along with the route (outputFileTracingIncludes). */
const MODULES = join(process.cwd(), "node_modules");

const INTER: Record<Weight, Face> = {
  regular: { name: "Inter", file: join(MODULES, "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf") },
  bold: { name: "Inter Bold", file: join(MODULES, "@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf") },
};

/** Scripts that Inter does not have, each in files for ranges of characters: what does not occur is not read. */
const FAMILIES = ["noto-sans-hebrew", "noto-sans-arabic", "noto-sans-sc", "noto-sans-kr"] as const;

type Range = { from: number; to: number; face: Face };

let ranges: readonly Range[] | undefined;
/** There are thousands of ranges, and a name is measured letter by letter. */
const found = new Map<number, Record<Weight, Face> | null>();

/** The face that has a character; null where none has. */
export function faceOf(codePoint: number, weight: Weight): Face | null {
  let faces = found.get(codePoint);
  if (faces === undefined) {
    faces = findFaces(codePoint);
    found.set(codePoint, faces);
  }
  return faces?.[weight] ?? null;
}

/** The font of a face, as the PDF library reads it. */
export function readFont({ file }: Face): Buffer {
  return unpackWoff(readFileSync(file));
}

function findFaces(codePoint: number): Record<Weight, Face> | null {
  if (hasCharacter(INTER.regular, codePoint)) return INTER;
  ranges ??= FAMILIES.flatMap(rangesOf);
  // A file's ranges name characters of other scripts too, which it does not have.
  const fitting = ranges.filter(({ from, to }) => codePoint >= from && codePoint <= to);
  const face = fitting.find((range) => hasCharacter(range.face, codePoint))?.face;
  return face === undefined ? null : { regular: face, bold: face };
}

const fonts = new Map<string, ReturnType<typeof create>>();

export function hasCharacter(face: Face, codePoint: number): boolean {
  const font = fonts.get(face.name) ?? create(readFont(face));
  fonts.set(face.name, font);
  return font.hasGlyphForCodePoint(codePoint);
}

const subsets = z.record(z.string(), z.string());

function rangesOf(family: (typeof FAMILIES)[number]): Range[] {
  const folder = join(MODULES, "@fontsource", family);
  const files = subsets.parse(JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8")));
  return Object.entries(files).flatMap(([key, list]) => {
    const subset = key.replaceAll(/[[\]]/g, "");
    const name = `${family}-${subset}`;
    const face = { name, file: join(folder, "files", `${name}-400-normal.woff`) };
    return list.split(",").map((range) => ({ ...bounds(range), face }));
  });
}

/** `U+0590-05FF` or `U+20AA`. */
function bounds(range: string): { from: number; to: number } {
  const [from = "", to = from] = range.replace(/^U\+/i, "").split("-");
  return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
}
