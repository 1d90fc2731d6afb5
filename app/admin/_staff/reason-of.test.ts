import { describe, expect, it } from "vitest";
import { reasonOf } from "./reason-of";

function given(reason: string): FormData {
  const form = new FormData();
  form.set("reason", reason);
  return form;
}

describe("the reason of a deed", () => {
  it("is what was typed, as far as Postgres and JSON can hold it", () => {
    expect(reasonOf(given("  the provider is back\n"))).toBe("the provider is back");
    expect(reasonOf(given("a\u0000b"))).toBe("a\uFFFDb");
    expect(reasonOf(given(`${"x".repeat(499)}😀`))).toBe(`${"x".repeat(499)}\uFFFD`);
    expect(reasonOf(new FormData())).toBe("");
  });
});
