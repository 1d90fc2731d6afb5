import { CommandError } from "@/scripts/jobs/kit/command-error";

/** Adds a name to the imports of a module: to the one that is there, or as one more. */
export function withImport(text: string, name: string, from: string): string {
  const existing = new RegExp(`import \\{([^}]*)\\} from "${escaped(from)}";`);
  const [whole, names = ""] = existing.exec(text) ?? [];
  if (whole === undefined) return `import { ${name} } from "${from}";\n${text}`;
  const taken = names.split(",").map((each) => each.trim());
  if (taken.includes(name)) return text;
  const all = [...taken, name].filter((each) => each !== "").join(", ");
  return text.replace(whole, () => `import { ${all} } from "${from}";`);
}

/** Adds a line to the list of all jobs, in the order of names. */
export function inRegistry(text: string, name: string, from: string): string {
  const list = /createRegistry\(\[\n([\s\S]*?)\]/;
  const [whole, body = ""] = list.exec(text) ?? [];
  if (whole === undefined) throw unlike("lib/registry.ts", "createRegistry([ …, each job on a line ])");
  const lines = [...body.split("\n").filter((line) => line.trim() !== ""), `  ${name},`].toSorted();
  const changed = text.replace(whole, () => `createRegistry([\n${lines.join("\n")}\n]`);
  return withImport(changed, name, from);
}

/** Adds a schedule at the end of the list. */
export function inSchedules(text: string, entry: string, name: string, from: string): string {
  const end = "] as const satisfies readonly DeclaredSchedule[]";
  if (!text.includes(end)) throw unlike("lib/schedules.ts", `a list that ends with ${end}`);
  const changed = text.replace(end, () => `${entry}${end}`);
  return withImport(withImport(changed, name, from), "defineSchedule", "@/lib/jobs/schedules/define");
}

/** Adds a slice to the rules of who imports what; the text stays as it is where it has no such rules. */
export function inLintRules(text: string, slice: string): string {
  return text.replaceAll(
    /^( +)"((?:@\/)?lib)\/operations\/\*\*",$/gm,
    (line: string, indent: string, lib: string) => `${line}\n${indent}"${lib}/${slice}/**",`,
  );
}

function unlike(file: string, wanted: string): CommandError {
  return new CommandError({
    what: `${file} is not as this command expects it; nothing was written`,
    why: `it looks for ${wanted}`,
    try: "write the job by hand: docs/defining-a-job.md",
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
