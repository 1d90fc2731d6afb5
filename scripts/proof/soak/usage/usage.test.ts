import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CAN_READ_USAGE, readUsage } from "./read-usage";
import { extended } from "./spans";
import { usageLines, watchUsage } from "./watch-usage";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nextjs-jobs-usage-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** No process has it: Linux ends at 2 ** 22. */
const NOBODY = 2 ** 22 + 1;

describe.runIf(CAN_READ_USAGE)("where /proc is", () => {
  it("a process has memory and open files, and one that has ended has none", async () => {
    const usage = await readUsage(process.pid);
    expect(usage?.rssMb).toBeGreaterThan(10);
    expect(usage?.files).toBeGreaterThan(2);
    expect(await readUsage(NOBODY)).toBeNull();
  });

  it("programs are watched until the end, whose process died or not, each sample a line", async () => {
    const logFile = join(folder, "usage.log");
    const stop = new AbortController();
    const programs = [
      { name: "app", pids: [NOBODY, process.pid] },
      { name: "dead", pids: [NOBODY] },
      { name: "not started", pids: [] },
    ];
    const watched = watchUsage(programs, { logFile, everyMs: 3_600_000, stop: stop.signal });
    stop.abort();
    const usage = await watched;
    expect(usage).toEqual({ app: expect.objectContaining({ samples: 2 }) });
    const lines = (await readFile(logFile, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { name: "app", pid: process.pid },
      { name: "app", pid: process.pid },
    ]);
    expect(usageLines(usage)).toEqual([expect.stringMatching(/^app: memory \d+ MB first, .*\(2 samples\)$/)]);
  });
});

it("a span has the first figure, the last and the highest", () => {
  const samples = [
    { rssMb: 100, files: 20 },
    { rssMb: 300, files: 60 },
    { rssMb: 200, files: 25 },
  ];
  let spans: ReturnType<typeof extended> | undefined;
  for (const sample of samples) spans = extended(spans, sample);
  expect(spans).toEqual({
    samples: 3,
    rssMb: { first: 100, last: 200, peak: 300 },
    files: { first: 20, last: 25, peak: 60 },
  });
});

it("a system without /proc is told of, not passed over", () => {
  expect(usageLines(null)).toEqual(["memory and open files were not recorded: there is no /proc here"]);
});
