import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { hunt } from "@/scripts/proof/mutants/hunt";
import { MUTANTS } from "@/scripts/proof/mutants/mutants";
import { copyTree, edited, type Tree } from "@/scripts/proof/mutants/tree";

/** The quickest; `pnpm proof mutants` hunts all of them. */
const QUICK = ["a fence of the status alone", "a wake-up guarded on an old snapshot"];

let tree: Tree;
beforeAll(async () => {
  tree = await copyTree();
});
afterAll(() => tree.remove());

describe("a mistake in the design", () => {
  it.each(QUICK)("is noticed by a test: %s", { timeout: 120_000 }, async (name) => {
    const mutant = MUTANTS[name];
    if (mutant === undefined) throw new Error(`There is no mutant "${name}".`);
    const { killedBy } = await hunt(tree, mutant, inject("postgres").serverUrl);
    expect(killedBy).not.toBeNull();
  });

  it.each(Object.entries(MUTANTS))("still fits the source: %s", (_, { edits }) => {
    for (const edit of edits) {
      const text = readFileSync(edit.file, "utf8");
      expect(edited(text, edit)).not.toBe(text);
    }
  });
});
