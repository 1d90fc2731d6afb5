import { expect, it } from "vitest";
import { readFlags } from "./flags";

it("without flags it is the documented default", () => {
  expect(readFlags([])).toMatchObject({ port: 8080, parallelism: 100, delayScale: 1, randomKeys: false });
});

it("flags are read in both spellings", () => {
  const options = readFlags([
    "--port=0",
    "--data",
    ".data/q",
    "--random-keys",
    "--delay-scale",
    ".5",
    "--quiet",
  ]);
  expect(options).toMatchObject({ port: 0, data: ".data/q", randomKeys: true, delayScale: 0.5, quiet: true });
  expect(readFlags(["--burst-limit", "5", "--daily-limit=7"])).toMatchObject({
    burstLimit: 5,
    dailyLimit: 7,
  });
});

it.each([
  [["--port", "many"], 'invalid --port "many": expected a number from 0 to 65535'],
  [["--port"], 'invalid --port ""'],
  [["--port", "65536"], 'invalid --port "65536"'],
  [["--prot", "1"], 'unknown argument "--prot": --help lists what there is'],
  [["8080"], 'unknown argument "8080"'],
  [["--data="], 'invalid --data "": expected a folder'],
  [["--quiet=yes"], 'unknown argument "--quiet=yes"'],
  [["--parallelism", "0"], 'invalid --parallelism "0": expected a whole number of at least 1'],
  [["--delay-scale", "fast"], 'invalid --delay-scale "fast": expected a number'],
  [["--burst-limit", "0"], 'invalid --burst-limit "0"'],
  [["--daily-limit", "1.5"], 'invalid --daily-limit "1.5"'],
])("%j is refused: %s", (args, message) => {
  expect(() => readFlags(args)).toThrow(message);
});
