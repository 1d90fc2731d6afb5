import { describe, expect, it } from "vitest";
import { findBrowser } from "./find-browser";

const PACKAGED = "/tmp/chromium";

function machine(platform: NodeJS.Platform, installed: readonly string[], given?: string) {
  return findBrowser({
    given,
    platform,
    isProgram: (path) => installed.includes(path),
    bundled: async () => PACKAGED,
  });
}

describe("a browser", () => {
  it("is the one that CHROMIUM_PATH names, whatever else there is", async () => {
    expect(await machine("linux", ["/usr/bin/chromium", "/my/chrome"], "/my/chrome")).toBe("/my/chrome");
  });

  it("is an installed one: Debian's, Google's, that of a Mac", async () => {
    const chrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
    expect(await machine("linux", ["/usr/bin/chromium"])).toBe("/usr/bin/chromium");
    expect(await machine("linux", ["/usr/bin/google-chrome"])).toBe("/usr/bin/google-chrome");
    expect(await machine("darwin", [chrome])).toBe(chrome);
  });

  it("is the packaged one on a Linux without any", async () => {
    expect(await machine("linux", [])).toBe(PACKAGED);
  });

  it.each([
    ["a Mac without one", machine.bind(null, "darwin", [])],
    ["a wrong CHROMIUM_PATH", machine.bind(null, "linux", ["/usr/bin/chromium"], "/nowhere")],
    [
      "a packaged one that does not run",
      () =>
        findBrowser({
          given: undefined,
          platform: "linux",
          isProgram: () => false,
          bundled: () => Promise.reject(new Error("no space")),
        }),
    ],
  ])("is asked for with what to install: %s", async (_, find) => {
    await expect(find()).rejects.toThrow(/Install Chromium .* or set CHROMIUM_PATH/);
  });
});
