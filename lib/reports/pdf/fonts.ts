import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

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
const FAMILIES = ["noto-sans-hebrew", "noto-sans-arabic", "noto-sans-sc"] as const;

type Range = { from: number; to: number; face: Face };

let ranges: readonly Range[] | undefined;

/** The face that has a character; Inter's for what none has. */
export function faceOf(codePoint: number, weight: Weight): Face {
  if (isInInter(codePoint)) return INTER[weight];
  ranges ??= FAMILIES.flatMap(rangesOf);
  return ranges.find(({ from, to }) => codePoint >= from && codePoint <= to)?.face ?? INTER[weight];
}

/** Latin, Greek, Cyrillic, punctuation, currencies, arrows. */
function isInInter(codePoint: number): boolean {
  return (
    codePoint < 0x530 ||
    (codePoint >= 0x1e00 && codePoint < 0x2200) ||
    (codePoint >= 0x2c60 && codePoint < 0x2c80)
  );
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
