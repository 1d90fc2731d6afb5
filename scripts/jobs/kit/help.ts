import type { Option, VerbSpec } from "./verb";

/** What `--help` prints. */
export function helpOf(
  { name, takes, about, exits }: Pick<VerbSpec, "name" | "takes" | "about" | "exits">,
  options: Readonly<Record<string, Option>>,
): string {
  const usage = ["pnpm", `jobs:${name}`, takes, "[options]"].filter((word) => word !== "").join(" ");
  const entries = Object.entries(options).map(
    ([flag, option]) => [flagOf(flag, option), option.says] as const,
  );
  const width = Math.max(...entries.map(([flag]) => flag.length));
  const lines = entries.flatMap(([flag, says]) => entry(flag.padEnd(width), says));
  return `pnpm jobs:${name}: ${about.trim()}

Usage: ${usage}

${lines.join("\n")}

Exit codes: ${exits ?? "0 done; 1 failed"}; 2 wrong command line.
`;
}

function flagOf(flag: string, { type, value = "VALUE" }: Option): string {
  return type === "boolean" ? `--${flag}` : `--${flag} ${value}`;
}

const COLUMNS = 110;

/** The flag, and what it says in lines that begin below each other. */
function entry(flag: string, says: string): string[] {
  const lines = wrapped(says, COLUMNS - flag.length - 4);
  return lines.map((line, index) => `  ${index === 0 ? flag : " ".repeat(flag.length)}  ${line}`);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
