import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";

const figures = z.object({
  "cost.statements": z.object({ value: z.number(), goalMet: z.boolean() }),
});

it("pnpm bench counts four statements in the life of a plain job, in one line of JSON", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "scripts/bench.ts", "--quick", "--json", "--only", "cost.statements"],
    { timeout: 120_000 },
  );
  const { "cost.statements": found } = figures.parse(JSON.parse(stdout));
  expect(found).toEqual({ value: 4, goalMet: true });
}, 120_000);
