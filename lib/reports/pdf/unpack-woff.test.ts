import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { create } from "fontkit";
import { expect, it } from "vitest";
import { unpackWoff } from "./unpack-woff";

const FONTS = join(process.cwd(), "node_modules/@fontsource");

it.each(readdirSync(FONTS))("every file of %s can be read", (family) => {
  const folder = join(FONTS, family, "files");
  const files = readdirSync(folder).filter((name) => name.endsWith("-400-normal.woff"));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const font = create(unpackWoff(readFileSync(join(folder, file))));
    expect(() => font.hasGlyphForCodePoint(0x20), file).not.toThrow();
  }
});
