import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { runScript } from "@/tests/setup/run-script";

// Next calls `register` in the server's own process, so a process that calls it ends as the server would, at a
// hundredth of the price of a production build.

const secret = () => randomBytes(24).toString("hex");

const sound = {
  NEXT_RUNTIME: "nodejs",
  NODE_ENV: "production",
  DATABASE_URL: "postgres://app:password@db.example/app",
  BASE_URL: "https://app.example",
  QSTASH_URL: "https://qstash.upstash.io",
  QSTASH_TOKEN: secret(),
  QSTASH_CURRENT_SIGNING_KEY: `sig_${secret()}`,
  QSTASH_NEXT_SIGNING_KEY: `sig_${secret()}`,
  RESEND_API_KEY: `re_${secret()}`,
  RESEND_FROM: "Acme <mail@acme.example>",
  BETTER_AUTH_SECRET: secret(),
};

/** A key that everybody can look up: that of QStash's development server. */
const PUBLISHED_KEY = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

function start(changes: Record<string, string> = {}) {
  return runScript("tests/boot/launch-register.ts", [], { ...sound, ...changes });
}

describe("the server in production", () => {
  it("starts without a word when every variable is sound", async () => {
    expect(await start()).toEqual({ code: 0, stdout: "started\n", stderr: "" });
  });

  it.each([
    ["a missing key", "QSTASH_CURRENT_SIGNING_KEY", { QSTASH_CURRENT_SIGNING_KEY: "" }],
    ["a published key", "QSTASH_NEXT_SIGNING_KEY", { QSTASH_NEXT_SIGNING_KEY: PUBLISHED_KEY }],
    ["QSTASH_DEV", "QSTASH_DEV", { QSTASH_DEV: "true" }],
    ["an address that is not encrypted", "BASE_URL", { BASE_URL: "http://app.example" }],
    ["a local QStash behind a public address", "QSTASH_URL", { QSTASH_URL: "http://127.0.0.1:8080" }],
  ])("ends with code 78 and names the variable: %s", async (_, variable, changes) => {
    const { code, stdout, stderr } = await start(changes);
    expect({ code, stdout }).toEqual({ code: 78, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^\\nThe environment is not usable:\\n  ${variable}: .+\\n.+\\n\\n$`));
  });

  it("names all wrong variables in one message, and prints no value", async () => {
    const { code, stderr } = await start({
      DATABASE_URL: "",
      QSTASH_DEV: "1",
      QSTASH_CURRENT_SIGNING_KEY: PUBLISHED_KEY,
      BASE_URL: "http://app.example",
    });
    expect(code).toBe(78);
    expect(stderr.match(/The environment is not usable/g)).toHaveLength(1);
    const named = [...stderr.matchAll(/^ {2}(\w+): /gm)].map(([, variable]) => variable);
    expect(named).toEqual(["DATABASE_URL", "QSTASH_DEV", "QSTASH_CURRENT_SIGNING_KEY", "BASE_URL"]);
    expect(stderr).not.toContain(PUBLISHED_KEY);
    expect(stderr).not.toContain("app.example");
  });
});

it("the server in development says what is wrong and starts", async () => {
  const { code, stdout, stderr } = await start({ NODE_ENV: "development", QSTASH_TOKEN: "" });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "started\n" });
  expect(stderr).toMatch(/The environment is not usable:\n {2}QSTASH_TOKEN: is not set\n/);
});

it("the edge runtime, which has no process to end, checks nothing", async () => {
  expect(await start({ NEXT_RUNTIME: "edge", QSTASH_TOKEN: "" })).toEqual({
    code: 0,
    stdout: "started\n",
    stderr: "",
  });
});
