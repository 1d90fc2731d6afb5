import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { safePath } from "./safe-path";

describe("the way back after signing in", () => {
  it.each(["/mail", "/mail?to=ada#list", "/a//b", "/mail%2F..", "/ü?x=ü"])("may be %s", (path) => {
    const url = new URL(path, "http://here");
    expect(safePath(path, "/home")).toBe(url.pathname + url.search + url.hash);
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\n//evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "javascript:alert(1)",
    "mail",
    "",
    undefined,
    ["/mail"],
  ])("is never %j", (next) => {
    expect(safePath(next, "/home")).toBe("/home");
  });

  it("always stays on this site, however the browser reads it", () => {
    const pieces = constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "@",
      ":",
      "?",
      "#",
      "\t",
      "%2f",
      "%2e",
      "evil.example",
      "http",
    );
    assert(
      property(array(pieces, { maxLength: 8 }), (parts) => {
        const path = safePath(parts.join(""), "/home");
        expect(new URL(path, "https://app.example").origin).toBe("https://app.example");
      }),
    );
  });
});
