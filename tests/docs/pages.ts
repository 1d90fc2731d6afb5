import { filesBelow, readText } from "@/tests/architecture/sources";

/** One documentation page. */
export type Page = { path: string; text: string };

/** A block of code in a page; `file` is what its first line says, as in `// lib/images/jobs.ts`. */
export type Sample = { page: string; line: number; file: string | undefined; code: string };

/** The README and everything below docs/. */
export function pages(): Page[] {
  return ["README.md", "CONTRIBUTING.md", ...filesBelow("docs", /\.md$/)].map((path) => ({
    path,
    text: readText(path),
  }));
}

/** The TypeScript blocks of a page. */
export function samplesOf({ path, text }: Page): Sample[] {
  return [...text.matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)].map(({ 1: code = "", index }) => ({
    page: path,
    line: text.slice(0, index).split("\n").length,
    file: /^\/\/ (\S+\.tsx?)$/m.exec(code.split("\n", 1)[0] ?? "")?.[1],
    code,
  }));
}
