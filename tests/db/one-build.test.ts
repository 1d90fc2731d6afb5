import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("import and require find the same build of the driver, the patched one", () => {
  const required = createRequire(import.meta.url).resolve("postgres");
  expect(fileURLToPath(import.meta.resolve("postgres"))).toBe(required);
  expect(required).toMatch(/postgres@[\d.]+_patch_hash=.*\/src\/index\.js$/);
});
