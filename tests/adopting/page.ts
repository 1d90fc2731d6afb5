import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT, readText } from "@/tests/architecture/sources";
import { type Sample, samplesOf } from "@/tests/docs/pages";

const PAGE = "docs/bring-it-in.md";

const text = readText(PAGE);

/** What the page tells an adopter to do. */
export const page = {
  folders: block("## 1.", "text"),
  dependencies: block("## 2.", "sh").flatMap((line) => line.match(/\S+@\d[\w.-]*/g) ?? []),
  options: JSON.parse(block("## 3.", "json").join("")).compilerOptions,
  cut: block("## 4.", "diff").map((line) => line.replace(/^-/, "")),
  variables: block("## 4.", "text"),
  routes: [...text.matchAll(/`(app\/api\/jobs\/\w+\/route\.ts)`/g)].map(([, file = ""]) => file),
  samples: samplesOf({ path: PAGE, text }).filter(
    (sample): sample is Sample & { file: string } => !!sample.file,
  ),
};

/** Lines of the first block of this language below a heading. */
function block(heading: string, language: string): string[] {
  const section = text.split(`\n${heading}`)[1]?.split("\n## ")[0] ?? "";
  const code = section.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0];
  if (code === undefined) throw new Error(`${PAGE} has no block of ${language} below "${heading}".`);
  return code.split("\n");
}

/** A new Next app that was made by doing what the page says, and nothing else. */
export async function adoptingApp(): Promise<string> {
  const app = await mkdtemp(path.join(tmpdir(), "adopting-"));
  await symlink(path.join(ROOT, "node_modules"), path.join(app, "node_modules"));
  await put(app, "package.json", JSON.stringify({ name: "adopting", private: true, type: "module" }));
  await put(app, "tsconfig.json", JSON.stringify(tsconfig()));
  await put(app, "app/page.tsx", "export default function Page() {\n  return <p>My own page.</p>;\n}\n");
  for (const from of [...page.folders, ...page.routes, "instrumentation.ts"])
    await cp(path.join(ROOT, from), path.join(app, from), {
      recursive: true,
      filter: (file) => !file.endsWith(".test.ts"),
    });
  for (const { file, code } of page.samples) await put(app, file, code);
  await put(app, "lib/env/env.ts", cut(await readFile(path.join(app, "lib/env/env.ts"), "utf8")));
  return app;
}

function cut(source: string): string {
  return page.cut.reduce((rest, line) => {
    if (!rest.includes(`${line}\n`))
      throw new Error(`${PAGE} cuts a line that lib/env/env.ts has not: ${line}`);
    return rest.replace(`${line}\n`, "");
  }, source);
}

/** As `create-next-app` writes it, with what the page asks for. */
function tsconfig(): object {
  return {
    compilerOptions: {
      target: "ES2017",
      lib: ["dom", "dom.iterable", "esnext"],
      skipLibCheck: true,
      noEmit: true,
      esModuleInterop: true,
      module: "esnext",
      moduleResolution: "bundler",
      resolveJsonModule: true,
      isolatedModules: true,
      jsx: "react-jsx",
      types: ["node"],
      ...page.options,
    },
    include: ["**/*.ts", "**/*.tsx"],
    exclude: ["node_modules"],
  };
}

export async function put(app: string, file: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(app, file)), { recursive: true });
  await writeFile(path.join(app, file), content);
}
