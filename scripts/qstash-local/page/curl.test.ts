import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlFor } from "./curl";

const spec = {
  url: "http://localhost:3000/a?b=c&d='e'",
  method: "PUT",
  header: new Map([["X-Note", ["it's $(whoami)", "`two`"]]]),
  retries: 0,
  labels: [],
  callerIp: "127.0.0.1",
};

/** What a shell makes of the command. */
function argumentsOf(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync("sh", ["-c", script]).toString().split("\0").slice(0, -1);
}

it("whatever a message contains, the shell takes it as it is", () => {
  const body = '{"a": "it\'s; rm -rf $HOME"}\nsecond line\\';
  expect(argumentsOf(curlFor({ ...spec, body: Buffer.from(body) }))).toEqual([
    "-X",
    "PUT",
    spec.url,
    "-H",
    "X-Note: it's $(whoami)",
    "-H",
    "X-Note: `two`",
    "--data-binary",
    body,
  ]);
});

it("a body that is no text comes from a file", () => {
  expect(argumentsOf(curlFor({ ...spec, body: Buffer.from([0xff, 0x00]) })).slice(-2)).toEqual([
    "--data-binary",
    "@body",
  ]);
});

it("without a body there is no data", () => {
  expect(curlFor({ ...spec, body: Buffer.alloc(0) })).not.toContain("--data");
});
