import path from "node:path";
import { generateDrizzleJson } from "drizzle-kit/api";
import { expect, it } from "vitest";
import { z } from "zod";
import { filesBelow, ROOT, readText } from "./sources";

const snapshot = z.looseObject({ id: z.string(), prevId: z.string() });
const journal = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });

it("the migrations in drizzle/ make exactly the tables that the schema files describe", async () => {
  const { id: _, prevId: __, ...described } = generateDrizzleJson(await describedTables());
  const advice = "A schema.ts changed without a migration: run pnpm db:generate and commit what it writes.";
  expect(lastSnapshot(), advice).toEqual(JSON.parse(JSON.stringify(described)));
});

it("each migration that the journal lists is there, and no other", () => {
  const listed = entries().map(({ tag }) => `drizzle/${tag}.sql`);
  expect(filesBelow("drizzle", /\.sql$/)).toEqual(listed);
});

async function describedTables(): Promise<Record<string, unknown>> {
  const files = filesBelow("lib").filter((file) => /\/schema(\/[a-z-]+)?\.ts$/.test(file));
  const modules = await Promise.all(files.map((file) => import(path.join(ROOT, file))));
  return Object.assign({}, ...modules);
}

function lastSnapshot(): unknown {
  const last = String(entries().length - 1).padStart(4, "0");
  const {
    id: _,
    prevId: __,
    ...tables
  } = snapshot.parse(JSON.parse(readText(`drizzle/meta/${last}_snapshot.json`)));
  return tables;
}

function entries() {
  return journal.parse(JSON.parse(readText("drizzle/meta/_journal.json"))).entries;
}
