import { describe, expect, it, vi } from "vitest";
import { runScript } from "@/tests/setup/run-script";

// Each command is a process that loads the app, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Without any variable: what makes no sense is told before one is read. */
function jobs(...args: string[]) {
  return runScript("scripts/jobs.ts", args, {});
}

describe("pnpm jobs", () => {
  it("lists its verbs, and names the nearest to one that is unknown", async () => {
    const [overview, unknown] = await Promise.all([jobs(), jobs("lsit")]);
    expect(overview).toMatchObject({ code: 0, stderr: "" });
    for (const verb of ["list", "enqueue", "retry", "cancel", "setup"])
      expect(overview.stdout).toMatch(new RegExp(`^  jobs:${verb} +\\w`, "m"));
    expect(unknown).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "jobs: unknown verb lsit\n  why: there is no jobs:lsit; the nearest is jobs:list\n  try: pnpm jobs --help\n",
    });
  });

  it.each([
    [["list", "--stauts", "failed"], /unknown option --stauts\n {2}why: .*nearest is --status/],
    [["list", "--status", "faild"], /--status faild is no status\n {2}why: .*nearest is failed/],
    [["list", "--since", "yesterday"], /--since yesterday is no time\n {2}why: .*30m/],
    [["list", "--limit", "0"], /--limit 0 is out of bounds/],
    [["list", "--cursor", "x"], /--cursor x is no id/],
    [["list", "word"], /"word" is one word too many/],
    [["retry"], /no job is named/],
    [["cancel", "--type", "send-email", "abcdef"], /ids and options that match/],
    [["enqueue"], /it takes one type of job/],
    [["enqueue", "send-email", "--data", "{"], /--data is no JSON/],
    [["enqueue", "send-email", "--data", "@/nowhere.json"], /cannot be read/],
    [["enqueue", "send-email", "--delay", "soon"], /--delay soon is no span of time/],
  ])("%j ends with 2 and says what, why and what to try", async (args, says) => {
    const { code, stdout, stderr } = await jobs(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^jobs:\w+: .+\n {2}why: .+\n {2}try: pnpm jobs:\w+ --help\n$/);
  });

  it("says in JSON too what was wrong", async () => {
    const { code, stdout } = await jobs("list", "--json", "--limit", "many");
    expect([code, JSON.parse(stdout)]).toEqual([
      2,
      { ok: false, what: "--limit many is no number", why: expect.any(String), try: "pnpm jobs:list --help" },
    ]);
  });
});
