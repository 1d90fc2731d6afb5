import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { ROOT } from "@/tests/architecture/sources";

/** A copy of this project, as a repository of its own. */
let copy: string;

const LEFT_OUT = ["node_modules", ".git", ".next", ".data"];

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), "jobs-new-"));
  for (const name of await readdir(ROOT)) {
    const isLeftOut = LEFT_OUT.includes(name) || /^\.env(\.(?!example)|$)/.test(name);
    if (!isLeftOut) await cp(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
  await symlink(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
  await git("init", "--quiet");
  await commit();
});
afterAll(() => rm(copy, { recursive: true, force: true }));
beforeEach(async () => {
  await git("reset", "--hard", "--quiet");
  await git("clean", "-fdq", "--", "app", "lib", "tests");
});

async function run(command: string, args: readonly string[]) {
  const { PATH = "", HOME = "" } = process.env;
  const bin = path.join(copy, "node_modules", ".bin");
  const child = spawn(command, args, {
    cwd: copy,
    env: { PATH: `${bin}:${PATH}`, HOME, NO_COLOR: "1", NODE_ENV: "test" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: z.number().parse(code), stdout, stderr };
}

async function git(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run("git", args);
  if (code !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}

async function commit(): Promise<void> {
  await git("add", "--all");
  await git(
    "-c",
    "user.name=Test",
    "-c",
    "user.email=test@example.test",
    "commit",
    "--quiet",
    "--no-verify",
    "-m",
    "All",
  );
}

function jobsNew(...args: string[]) {
  return run(process.execPath, ["--import", "tsx", "scripts/jobs.ts", "new", ...args]);
}

it("pnpm jobs:new writes jobs that pass pnpm check and run: in a new slice, and in one that is there", {
  timeout: 400_000,
}, async () => {
  const first = await jobsNew("refund-payment", "--slice", "refunds", "--schedule", "0 2 * * *");
  expect(first).toMatchObject({
    code: 0,
    stdout:
      "+\tlib/refunds/jobs.ts\n+\tlib/refunds/handlers.ts\n+\tapp/api/jobs/refund-payment/route.ts\n" +
      "+\ttests/refunds/refund-payment.test.ts\n~\tlib/registry.ts\n~\tlib/schedules.ts\n~\t.oxlintrc.json\n" +
      "~\tlib/registry.schemas.json\n",
    stderr: expect.stringMatching(/^✓ it runs: tests\/refunds\/refund-payment\.test\.ts passed in /m),
  });
  const { overrides } = z
    .object({ overrides: z.array(z.object({ files: z.array(z.string()) })) })
    .parse(JSON.parse(await readFile(path.join(copy, ".oxlintrc.json"), "utf8")));
  expect(overrides.filter(({ files }) => files.includes("lib/refunds/**"))).toHaveLength(1);
  const second = await jobsNew("undo-refund", "--slice", "refunds", "--allow-dirty", "--no-test");
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("~\tlib/refunds/jobs.ts\n") });
  const { scripts } = z
    .object({ scripts: z.object({ check: z.string() }) })
    .parse(JSON.parse(await readFile(path.join(copy, "package.json"), "utf8")));
  // Linting all takes minutes where others work too; what was written is what may be wrong.
  const check = scripts.check.replace(
    "oxlint --type-aware",
    "oxlint --type-aware lib/refunds tests/refunds app/api/jobs",
  );
  const checked = await run("sh", ["-c", check]);
  expect(checked, checked.stdout + checked.stderr).toMatchObject({ code: 0 });
  const tested = await run("vitest", ["run", "tests/refunds", "tests/architecture/jobs.test.ts"]);
  expect(tested, tested.stdout + tested.stderr).toMatchObject({ code: 0 });
  expect(tested.stdout).toMatch(/Test Files {2}3 passed/);
});

it("pnpm jobs:new --dry-run writes nothing", async () => {
  const { code, stdout } = await jobsNew("refund-payment", "--dry-run", "--json");
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, written: false, type: "refund-payment" }]);
  expect(await git("status", "--porcelain")).toBe("");
});

it.each([
  [["send-email"], 4, /there is a job "send-email" already/],
  [["cleanup"], 4, /app\/api\/jobs\/cleanup\/route\.ts is there already/],
  [["refund-payment", "--slice", "storage"], 4, /lib\/storage is there, and no slice with jobs/],
  [["Refund_Payment"], 2, /cannot be a name/],
  [["delete"], 2, /a word of the language/],
  [["refund-payment", "--schedule", "every day"], 2, /--schedule "every day" cannot be meant/],
])("pnpm jobs:new refuses %j and writes nothing", async (args, exitCode, why) => {
  const { code, stdout, stderr } = await jobsNew(...args);
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  expect(stderr).toMatch(why);
  expect(await git("status", "--porcelain")).toBe("");
});

it("pnpm jobs:new refuses to change a file that has changes, and leaves nothing half-written", async () => {
  const registry = path.join(copy, "lib/registry.ts");
  await writeFile(registry, `${await readFile(registry, "utf8")}\n// Mine.\n`);
  const dirty = await jobsNew("refund-payment");
  expect(dirty).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/not committed; nothing was written\n {2}why: lib\/registry\.ts\n/),
  });
  await git("checkout", "--", "lib/registry.ts");

  // A type that is gone without a tombstone: the file of schemas cannot be written.
  const schemas = path.join(copy, "lib/registry.schemas.json");
  const before = (await readFile(schemas, "utf8")).replace('"send-email"', '"send-fax"');
  await writeFile(schemas, before);
  const broken = await jobsNew("refund-payment", "--allow-dirty", "--schedule", "0 2 * * *");
  expect(broken).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("send-fax") });
  expect(await git("status", "--porcelain")).toBe(" M lib/registry.schemas.json\n");
  expect(await readFile(schemas, "utf8")).toBe(before);
});
