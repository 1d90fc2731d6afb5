import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { ENDS_FILL, LINES } from "./palette";

/** What the marks of a chart lie on: a panel, and the box that tells of a column. */
const GROUNDS = ["card", "popover"];
const THEMES = ["light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** Of neighbours in a stack; white and black are 21 apart, and all four are 3 from what they lie on. */
const APART = 1.4;

let css: string;
beforeAll(async () => {
  css = await readFile("app/globals.css", "utf8");
});

const marks = [
  ...Object.entries(ENDS_FILL),
  ...Object.entries(LINES).map(([name, { stroke }]) => [name, stroke]),
];

describe.each(THEMES)("in %s", (theme) => {
  it.each(marks)("%s stands out by 3:1 from what it lies on", (_, look = "") => {
    for (const ground of GROUNDS)
      expect(contrast(colourOf(look, theme), tokenOf(ground, theme))).toBeGreaterThanOrEqual(3);
  });

  it("parts that stand on one another are told apart without their hues", () => {
    const colours = Object.values(ENDS_FILL).map((look) => colourOf(look, theme));
    const pairs = colours.flatMap((one, at) => colours.slice(at + 1).map((other) => contrast(one, other)));
    expect(pairs.length).toBe(6);
    expect(Math.min(...pairs)).toBeGreaterThanOrEqual(APART);
  });
});

it("computes as WCAG does", () => {
  expect(contrast("oklch(1 0 0)", "oklch(0 0 0)")).toBeCloseTo(21);
  // #767676, the lightest grey that text on white may have.
  expect(contrast("oklch(0.5659 0 0)", "oklch(1 0 0)")).toBeCloseTo(4.54, 1);
});

it("all marks of a stack are colours that a browser shows as they are", () => {
  for (const theme of THEMES)
    for (const look of Object.values(ENDS_FILL))
      expect(rgbOf(colourOf(look, theme)).every((part) => part > -0.002 && part < 1.002)).toBe(true);
});

/** Of a utility such as `fill-primary`, or one with a value of its own in brackets. */
function colourOf(look: string, theme: Theme): string {
  const [, own, token] = /^(?:fill|stroke)-(?:\[(.+)\]|([a-z-]+))$/.exec(look) ?? [];
  return own === undefined ? tokenOf(token ?? "", theme) : inTheme(own.replaceAll("_", " "), theme);
}

function tokenOf(name: string, theme: Theme): string {
  const value = new RegExp(`^ {2}--${name}: (.+);$`, "m").exec(css)?.[1];
  if (value === undefined) throw new Error(`globals.css has no --${name}.`);
  return inTheme(value, theme);
}

function inTheme(value: string, theme: Theme): string {
  const [, light = "", dark = ""] =
    /^light-dark\((oklch\([^)]+\)), ?(oklch\([^)]+\))\)$/.exec(value.replaceAll("),oklch", "), oklch")) ?? [];
  if (light === "") throw new Error(`Neither light nor dark: ${value}`);
  return theme === "light" ? light : dark;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = rgbOf(colour).map((part) => Math.min(1, Math.max(0, part)));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Linear sRGB, by CSS Color 4 §10.1. */
function rgbOf(colour: string): number[] {
  const [lightness = 0, chroma = 0, hue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
