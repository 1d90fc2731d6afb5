import { defineCommand } from "citty";
import { hunt } from "./hunt";
import { MUTANTS } from "./mutants";
import { copyTree, type Tree } from "./tree";

/** Would the tests notice? Breaks a copy of the source in one way after another; a test must fail each time. */
export default defineCommand({
  meta: { name: "mutants", description: "Breaks the engine on purpose and demands that a test notices." },
  args: {
    only: { type: "string", description: "the mutants whose name has this text" },
    json: { type: "boolean", description: "the last line is one JSON object", default: false },
  },
  async run({ args }) {
    const names = Object.keys(MUTANTS).filter((name) => name.includes(args.only ?? ""));
    const tree = await copyTree();
    try {
      const survivors = await survivorsAmong(names, tree);
      const ok = names.length > 0 && survivors.length === 0;
      const tally = { ok, mutants: names.length, killed: names.length - survivors.length, survivors };
      console.log(args.json ? JSON.stringify(tally) : `${tally.killed} of ${tally.mutants} killed.`);
      if (!ok) process.exitCode = 1;
    } finally {
      await tree.remove();
    }
  },
});

async function survivorsAmong(names: readonly string[], tree: Tree): Promise<string[]> {
  const survivors: string[] = [];
  for (const name of names) {
    const mutant = MUTANTS[name];
    if (mutant === undefined) continue;
    const { killedBy } = await hunt(tree, mutant);
    console.log(killedBy === null ? `SURVIVES: ${name}` : `killed: ${name}\n  by "${killedBy}"`);
    if (killedBy === null) survivors.push(name);
  }
  return survivors;
}
