import { randomText } from "./ids";

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

/** Credentials that nobody else knows, in the form of the real ones. New on every call. */
export function randomCredentials(): Credentials {
  const user = { UserID: randomText(16), Password: randomText(32) };
  return {
    token: Buffer.from(JSON.stringify(user)).toString("base64"),
    currentSigningKey: `sig_${randomText(28)}`,
    nextSigningKey: `sig_${randomText(28)}`,
  };
}
