import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ROOT, readText } from "@/tests/architecture/sources";
import { type Page, pages } from "./pages";

it("every link between the pages leads to a file and a heading that exist", () => {
  expect(pages().flatMap(brokenLinks)).toEqual([]);
});

it("docs/index.md leads to every page", () => {
  const linked = linksOf({ path: "docs/index.md", text: readText("docs/index.md") }).map(({ file }) => file);
  const unlinked = pages().filter(({ path: page }) => page.startsWith("docs/") && !linked.includes(page));
  expect(unlinked.map(({ path: page }) => page).filter((page) => page !== "docs/index.md")).toEqual([]);
});

function brokenLinks(page: Page): string[] {
  return linksOf(page)
    .filter(({ file, heading }) => !leads(file, heading))
    .map(({ target }) => `${page.path}: ${target} leads nowhere`);
}

/** Links within the project; pictures are looked at by people. */
function linksOf({ path: page, text }: Page): { target: string; file: string; heading?: string }[] {
  return [...text.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", heading] = target.split("#");
      return { target, heading, file: file === "" ? page : path.posix.join(path.posix.dirname(page), file) };
    });
}

function leads(file: string, heading: string | undefined): boolean {
  if (!existsSync(path.join(ROOT, file))) return false;
  return heading === undefined || headingsOf(readText(file)).includes(heading);
}

/** Anchors as GitHub makes them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
