import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { ROOT } from "@/tests/architecture/sources";

const snapshot = z.object({
  types: z.record(z.string(), z.object({ payload: z.record(z.string(), z.unknown()) })),
});
const FILE = "lib/registry.schemas.json";

/** A folder with a snapshot of its own. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "schemas-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(path.join(folder, "lib"));
});

async function run(...args: string[]) {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const child = spawn(
    process.execPath,
    ["--import", tsx, path.join(ROOT, "scripts/jobs.ts"), "schemas", ...args],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        NO_COLOR: "1",
        NODE_ENV: "test",
        TSX_TSCONFIG_PATH: path.join(ROOT, "tsconfig.json"),
      },
    },
  );
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

async function committed() {
  return snapshot.parse(JSON.parse(await readFile(path.join(ROOT, FILE), "utf8")));
}

async function keep(value: unknown): Promise<void> {
  await writeFile(path.join(folder, FILE), JSON.stringify(value));
}

it("pnpm jobs:schemas writes what is committed, needs no variable, and twice changes nothing", async () => {
  expect(await run()).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("run pnpm jobs:schemas --write"),
  });
  expect(await run("--write")).toEqual({ code: 0, stdout: `${FILE} written: commit it.\n`, stderr: "" });
  expect(await readFile(path.join(folder, FILE), "utf8")).toBe(await readFile(path.join(ROOT, FILE), "utf8"));
  expect(await run("--write", "--json")).toMatchObject({
    code: 0,
    stdout: '{"ok":true,"written":false,"upToDate":true,"findings":[]}\n',
  });
  expect(await run("--check")).toMatchObject({ code: 0 });
});

it("pnpm jobs:schemas refuses to write what breaks, says which field, and takes it when it is told to", async () => {
  const { types } = await committed();
  const before = { type: "object", properties: { text: { type: "string" } }, additionalProperties: false };
  await keep({ types: { ...types, "send-email": { payload: { 1: before } } }, retired: [] });
  for (const flags of [["--check"], ["--write"], ["--write", "--accept", "other"]]) {
    const { code, stdout } = await run(...flags);
    expect(code).toBe(1);
    expect(stdout).toContain("breaks send-email\n  payload version 1: ");
    expect(stdout).toContain("→ Stored payloads would fail. Make it version 2");
  }
  expect(await run("--write", "--accept", "send-email")).toMatchObject({ code: 0 });
  expect(await run("--check")).toMatchObject({ code: 0 });
});

it("pnpm jobs:schemas fails over a type that is gone", async () => {
  const { types } = await committed();
  await keep({ types: { ...types, fax: { payload: { 1: {} } } }, retired: [] });
  const { code, stdout } = await run("--json");
  expect([code, JSON.parse(stdout)]).toMatchObject([
    1,
    { ok: false, findings: [{ type: "fax", kind: "breaking" }] },
  ]);
});

it.each([["--chekc"], ["--check", "--write"], ["--accept", "fax"]])(
  "pnpm jobs:schemas ends with 2 for a wrong command line: %s %s",
  async (...flags) => {
    const { code, stderr } = await run(...flags.filter((flag) => flag !== undefined));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^jobs:schemas: .+\n {2}why: .+\n {2}try: pnpm jobs:schemas --help\n$/);
  },
);
