import { createHash } from "node:crypto";
import { newSigningKey, randomText } from "./ids";

/** What an app needs to talk to one account: its token, and the two keys that may sign its deliveries. */
export type Credentials = { token: string; currentSigningKey: string; nextSigningKey: string };

/**
 * The published test user 1, which the SDK uses by itself in dev mode (`QSTASH_DEV=true`).
 * Everybody knows it: good for a laptop, worthless as a secret. Source: protocol §1.4.
 */
export const testUser: Credentials = {
  token: "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=",
  currentSigningKey: "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r",
  nextSigningKey: "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs",
};

/** All four published test users, user 1 first. Source: protocol §1.4. */
export const testUsers = [
  testUser,
  {
    token: "eyJVc2VySUQiOiJ0ZXN0VXNlcjEiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
    currentSigningKey: "sig_7GVPjvuwsfqF65iC8fSrs1dfYruM",
    nextSigningKey: "sig_5NoELc3EFnZn4DVS5bDs2Nk4b7Ua",
  },
  {
    token: "eyJVc2VySUQiOiJ0ZXN0VXNlcjIiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
    currentSigningKey: "sig_6jWGaWRxHsw4vMSPJprXadyvrybF",
    nextSigningKey: "sig_7qHbvhmahe5GwfePDiS5Lg3pi6Qx",
  },
  {
    token: "eyJVc2VySUQiOiJ0ZXN0VXNlcjMiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
    currentSigningKey: "sig_5T8FcSsynBjn9mMLBsXhpacRovJf",
    nextSigningKey: "sig_7GFR4YaDshFcqsxWRZpRB161jguD",
  },
] as const satisfies readonly Credentials[];

/** Credentials that nobody else knows, in the form of the real ones. New on every call. */
export function randomCredentials(): Credentials {
  return {
    token: tokenOf({ UserID: randomText(16), Password: randomText(32) }),
    currentSigningKey: newSigningKey(),
    nextSigningKey: newSigningKey(),
  };
}

/**
 * The read-only token of an account: like any token base64 of `{"UserID","Password"}`, with the user `readonly` and
 * as password a hash of the account's own token. So it needs to be kept nowhere, is the same after every restart, and
 * nobody gets from it to the token that may do everything.
 */
export function readOnlyTokenOf(token: string): string {
  return tokenOf({ UserID: "readonly", Password: sha256(`read-only:${token}`) });
}

/** The name of an account where a name must not give its token away. */
export function accountNameOf(token: string): string {
  return `account-${sha256(token).slice(0, 16)}`;
}

function tokenOf(user: { UserID: string; Password: string }): string {
  return Buffer.from(JSON.stringify(user)).toString("base64");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
