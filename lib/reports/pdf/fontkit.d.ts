declare module "fontkit" {
  type Font = { hasGlyphForCodePoint(codePoint: number): boolean };
  export function create(file: Buffer): Font;
}
