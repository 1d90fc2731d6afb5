import { expect, it } from "vitest";
import { limits } from "../limits";
import { excerptBytes, excerptOf } from "./answer-excerpt";
import { createMessage, messageBytes, rememberAttempt } from "./message";

const answer = (body: Buffer, header: [string, string[]][] = []) => ({
  status: 200,
  header: new Map(header),
  body,
});

it("keeps the beginning of a long answer, as a copy, and says how long it was", () => {
  const body = Buffer.alloc(100_000, "x");
  const excerpt = excerptOf(answer(body));
  expect(excerpt?.bodyBytes).toBe(100_000);
  expect(excerpt?.body).toEqual(body.subarray(0, limits.answers.bodyBytes));
  body.fill("y");
  expect(excerpt?.body.toString()).not.toContain("y");
});

it("keeps headers while there is room for them", () => {
  const header: [string, string[]][] = [
    ["Content-Type", ["text/plain"]],
    ["X-Big", ["x".repeat(limits.answers.headerBytes)]],
  ];
  expect(excerptOf(answer(Buffer.from(""), header))?.header).toEqual(
    new Map([["Content-Type", ["text/plain"]]]),
  );
});

it("there is none of an attempt that got no answer", () => {
  expect(excerptOf({ status: 0, header: new Map(), body: Buffer.from("refused"), error: "refused" })).toBe(
    undefined,
  );
});

it("a message keeps the answers of its newest attempts only", () => {
  const spec = {
    url: "http://localhost/",
    method: "POST",
    header: new Map(),
    body: Buffer.from("body"),
    retries: 100,
    labels: [],
    callerIp: "127.0.0.1",
  };
  const message = createMessage(spec, { createdAt: 0, notBefore: 0 });
  const excerpt = excerptOf(answer(Buffer.from("no")));
  for (let retried = 0; retried < 20; retried += 1) {
    rememberAttempt(message, { retried, startedAt: 0, finishedAt: 0, status: 500, answer: excerpt });
  }
  const kept = message.attempts.filter((attempt) => attempt.answer);
  expect(kept.map(({ retried }) => retried)).toEqual([15, 16, 17, 18, 19]);
  expect(messageBytes(message)).toBe(4 + 5 * (excerpt ? excerptBytes(excerpt) : 0));
});
