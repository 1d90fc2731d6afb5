import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { tour } from "./tour";

/** Ports, ids and times differ from run to run. */
const masked = (line: string) =>
  line
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:3000")
    .replace(/msg_\w+…/g, "msg_…")
    .replace(/dead letter \d+-\d+/, "dead letter …");

it("the transcript in the README is what the tour prints", async () => {
  const lines: string[] = [];
  await tour((line) => lines.push(line));
  const readme = readFileSync(`${import.meta.dirname}/README.md`, "utf8");
  const transcript = /^```text\n(> client\.publishJSON[\s\S]*?)\n```$/m.exec(readme)?.[1] ?? "";
  expect(lines.map(masked)).toEqual(transcript.split("\n").map(masked));
});
