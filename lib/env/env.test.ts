import { describe, expect, it } from "vitest";
import { parseEnvironment } from "./env";
import { EnvironmentError } from "./environment-error";

const production = {
  NODE_ENV: "production",
  DATABASE_URL: "postgres://app@db.example/app",
  BASE_URL: "https://app.example",
  QSTASH_TOKEN: "token-of-our-own-account",
  QSTASH_CURRENT_SIGNING_KEY: "sig_current-key-of-our-own-account",
  QSTASH_NEXT_SIGNING_KEY: "sig_next-key-of-our-own-account",
  RESEND_API_KEY: "re_123456789",
  RESEND_FROM: "Acme <mail@acme.example>",
  BETTER_AUTH_SECRET: "0123456789abcdef0123456789abcdef",
} as const;

const S3 = {
  STORAGE_DRIVER: "s3",
  S3_ENDPOINT: "https://s3.example",
  S3_BUCKET: "files",
  S3_ACCESS_KEY_ID: "key",
  S3_SECRET_ACCESS_KEY: "secret",
} as const;

function wrongVariables(changes: Record<string, string>): string[] {
  try {
    parseEnvironment({ ...production, ...changes });
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return [...new Set(error.problems.map(({ variable }) => variable))].toSorted();
  }
}

describe("the environment in production", () => {
  it("is accepted when every variable is sound", () => {
    expect(wrongVariables({})).toEqual([]);
  });

  it.each([
    ["QSTASH_DEV", { QSTASH_DEV: "true" }],
    ["QSTASH_DEV", { QSTASH_DEV: "false" }],
    ["SKIP_QSTASH_SIGNATURE", { SKIP_QSTASH_SIGNATURE: "1" }],
    ["DISABLE_AUTH", { DISABLE_AUTH: "1" }],
    ["QSTASH_SKIP_VERIFY", { QSTASH_SKIP_VERIFY: "1" }],
    ["AUTH_BYPASS", { AUTH_BYPASS: "1" }],
    ["NODE_TLS_REJECT_UNAUTHORIZED", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
    ["QSTASH_CURRENT_SIGNING_KEY", { QSTASH_CURRENT_SIGNING_KEY: "" }],
    ["QSTASH_CURRENT_SIGNING_KEY", { QSTASH_CURRENT_SIGNING_KEY: "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r" }],
    ["QSTASH_NEXT_SIGNING_KEY", { QSTASH_NEXT_SIGNING_KEY: "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs" }],
    ["QSTASH_NEXT_SIGNING_KEY", { QSTASH_NEXT_SIGNING_KEY: production.QSTASH_CURRENT_SIGNING_KEY }],
    ["QSTASH_NEXT_SIGNING_KEY", { QSTASH_NEXT_SIGNING_KEY: "undefined" }],
    ["BASE_URL", { BASE_URL: "http://app.example" }],
    ["BASE_URL", { BASE_URL: "https://app.example/path" }],
    ["BASE_URL", { BASE_URL: "javascript:alert(1)" }],
    ["BASE_URL", { BASE_URL: "http://localhost:3000" }],
    ["QSTASH_URL", { QSTASH_URL: "http://127.0.0.1:8080" }],
    ["RESEND_BASE_URL", { RESEND_BASE_URL: "http://127.0.0.1:8090" }],
    ["BETTER_AUTH_SECRET", { BETTER_AUTH_SECRET: "short" }],
    ["ALERT_EMAIL_TO", { ALERT_EMAIL_TO: "ops@acme.example, nobody" }],
    [
      "ALERT_WEBHOOK_URL",
      { ALERT_WEBHOOK_URL: "http://pager.example", ALERT_WEBHOOK_SECRET: `whsec_${"a".repeat(44)}` },
    ],
    [
      "ALERT_WEBHOOK_URL",
      {
        ALERT_WEBHOOK_URL: "https://ops:hunter2@pager.example",
        ALERT_WEBHOOK_SECRET: `whsec_${"a".repeat(44)}`,
      },
    ],
    ["ALERT_WEBHOOK_SECRET", { ALERT_WEBHOOK_URL: "https://pager.example" }],
    ["ALERT_WEBHOOK_SECRET", { ALERT_WEBHOOK_SECRET: "whsec_short" }],
    ["METRICS_TOKEN", { METRICS_TOKEN: "short" }],
    ["METRICS_TOKEN", { METRICS_TOKEN: "changeme" }],
  ])("refuses a wrong %s (%j)", (variable, changes) => {
    expect(wrongVariables(changes)).toEqual([variable]);
  });

  it("accepts loopback addresses only when the app and QStash are both on loopback", () => {
    expect(
      wrongVariables({ BASE_URL: "http://127.0.0.1:3000", QSTASH_URL: "http://127.0.0.1:8080" }),
    ).toEqual([]);
  });

  it.each(["VERCEL_AUTOMATION_BYPASS_SECRET", "DOMINO_AUTH_URL", "BETTER_AUTH_TELEMETRY_DISABLED"])(
    "allows %s, which only sounds like a way around",
    (variable) => {
      expect(wrongVariables({ [variable]: "x" })).toEqual([]);
    },
  );

  it("keeps no files on a function's disk, which is gone with it", () => {
    expect(wrongVariables({ VERCEL: "1" })).toEqual(["STORAGE_DRIVER"]);
    expect(wrongVariables({ VERCEL: "1", ...S3 })).toEqual([]);
    expect(wrongVariables({ STORAGE_DRIVER: "local", STORAGE_DIR: "/srv/files" })).toEqual([]);
  });

  it.each(["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"])(
    "wants %s for a bucket",
    (variable) => {
      expect(wrongVariables({ ...S3, [variable]: "" })).toEqual([variable]);
    },
  );

  it("takes for a bucket's address and name only what can be one", () => {
    expect(wrongVariables({ ...S3, S3_ENDPOINT: "https://s3.example/bucket" })).toEqual(["S3_ENDPOINT"]);
    expect(wrongVariables({ ...S3, S3_ENDPOINT: "http://s3.example" })).toEqual(["S3_ENDPOINT"]);
    expect(wrongVariables({ ...S3, S3_BUCKET: "a/b" })).toEqual(["S3_BUCKET"]);
  });

  it("names every wrong variable in one message and prints no value", () => {
    const secret = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";
    const changes = {
      QSTASH_DEV: "1",
      DATABASE_URL: "",
      QSTASH_CURRENT_SIGNING_KEY: secret,
      RESEND_FROM: "",
    };
    expect(() => parseEnvironment({ ...production, ...changes })).toThrow(
      /DATABASE_URL: is not set[\s\S]*QSTASH_DEV[\s\S]*QSTASH_CURRENT_SIGNING_KEY/,
    );
    expect(() => parseEnvironment({ ...production, ...changes })).not.toThrow(secret);
  });
});

describe("the environment in development", () => {
  it("accepts the published keys, with which the SDK's own dev server signs", () => {
    expect(
      wrongVariables({
        NODE_ENV: "development",
        QSTASH_NEXT_SIGNING_KEY: "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs",
      }),
    ).toEqual([]);
  });

  it("takes an empty variable as not set", () => {
    expect(parseEnvironment({ ...production, QSTASH_URL: "" }).QSTASH_URL).toBe("https://qstash.upstash.io");
  });
});
