import { describe, expect, it } from "vitest";
import { fingerprintOf, normalisedMessage, topOwnFrame } from "./fingerprint";

const stack = (root: string, line: number) => `Error: nothing
    at new Promise (<anonymous>)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at send (${root}/node_modules/resend/dist/index.mjs:${line}:9)
    at async sendMail (${root}/lib/emails/send.ts:${line}:13)
    at async run (${root}/lib/jobs/worker/execute.ts:58:19)`;

const ofMessage = (message: string) => fingerprintOf({ name: "Error", message, stack: null });
const ofStack = (text: string) => fingerprintOf({ name: "Error", message: "away", stack: text });

describe("a fingerprint", () => {
  it.each([
    ["numbers", "Row 17 of 90 is wrong", "Row 4 of 1200 is wrong"],
    ["ids", "No such customer: cus_Nf3x91kd02", "No such customer: cus_Q0zz81kd77"],
    [
      "UUIDs",
      "Job 01a2013f-f388-79b7-b611-fb284e5ee3d7 is gone",
      "Job 0198c0de-0000-7000-8000-000000000000 is gone",
    ],
    ["times", "Not before 2026-11-28T01:30:00.000Z", "Not before 2027-01-01 10:00"],
    ["addresses", "GET https://a.example/x?y=1 failed", "GET https://b.example/longer/path failed"],
    ["white space", "one\n  two", "one two"],
  ])("is the same whatever %s a message has", (_, one, other) => {
    expect(ofMessage(one)).toBe(ofMessage(other));
    expect(ofMessage(one)).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is the same on every machine and after a deploy that moved the line", () => {
    expect(ofStack(stack("/var/task", 40))).toBe(ofStack(stack("/home/ada/app", 41)));
  });

  it("differs by class, by message and by place", () => {
    const error = { name: "Error", message: "away", stack: stack("/app", 40) };
    const others = [
      { ...error, name: "TypeError" },
      { ...error, message: "gone" },
      { ...error, stack: stack("/app", 40).replaceAll("sendMail", "renderMail") },
      { ...error, stack: null },
    ];
    const all = [error, ...others].map(fingerprintOf);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("the top own frame", () => {
  it("is none of Node's and none of a package's", () => {
    expect(topOwnFrame(stack("/app", 40))).toBe("sendMail lib/emails/send.ts");
  });

  it.each([
    ["without a function", "Error\n    at /srv/app/lib/emails/send.ts:1:2", "lib/emails/send.ts"],
    [
      "of a built file",
      "Error\n    at sendMail (/var/task/.next/server/chunks/ab12.js:1:2)",
      "sendMail (built)",
    ],
    ["on Windows", "Error\n    at run (C:\\app\\lib\\run.ts:1:2)", "run lib/run.ts"],
    ["elsewhere", "Error\n    at run (/opt/some/where/run.js:1:2)", "run where/run.js"],
  ])("is found %s", (_, given, frame) => {
    expect(topOwnFrame(given)).toBe(frame);
  });

  it.each([null, "", "Error: no frames", "Error\n    at <anonymous>", "at\nat (\n    at "])(
    "is null for %j",
    (given) => {
      expect(topOwnFrame(given)).toBeNull();
    },
  );
});

it("words without digits stay as they are in a message", () => {
  expect(normalisedMessage("Misconfiguration of the-transport-layer")).toBe(
    "Misconfiguration of the-transport-layer",
  );
});
