import { expect, it } from "vitest";
import { z } from "zod";
import { tookInWords, waitInWords } from "./duration-words";

const CASES: [number, string][] = [
  [-5, "0 s"],
  [0, "0 s"],
  [999, "0 s"],
  [12_000, "12 s"],
  [148_000, "2 min 28 s"],
  [1_800_000, "30 min"],
  [22_026_000, "6 h 7 min"],
  [86_400_000, "1 d"],
  [90_061_000, "1 d 1 h"],
];

it.each(CASES)("%i ms is a wait of %s", (milliseconds, words) => {
  expect(waitInWords(milliseconds)).toBe(words);
});

it("the browser counts in the same words", async () => {
  const script: unknown = await import(new URL("../page/assets/wait-in-words.js", import.meta.url).href);
  const { waitInWords: inBrowser } = z.object({ waitInWords: z.custom<typeof waitInWords>() }).parse(script);
  for (const [milliseconds, words] of CASES) expect(inBrowser(milliseconds)).toBe(words);
});

it.each([
  [0.4, "0 ms"],
  [35, "35 ms"],
  [1240, "1.2 s"],
  [12_400, "12 s"],
  [123_000, "2 min 3 s"],
])("%d ms is short enough to be told as %s", (milliseconds, words) => {
  expect(tookInWords(milliseconds)).toBe(words);
});
