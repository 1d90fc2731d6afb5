import { describe, expect, it } from "vitest";
import { redacted, redactedText } from "./redact";

describe("what is logged", () => {
  it.each([
    "Bearer abcdefgh12345678",
    "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r",
    "whsec_c2VjcmV0c2VjcmV0",
    "re_123456789abcdef",
    "bgj_k3j5x9ab_4fVgWk0mZ2-q_8sYwDcB1nHtLrPxEjUo7iAaQeSfRz0",
    "sk_live_123456789",
    "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=",
    "eyJhbGciOi.eyJpc3MiOiJ.c2lnbmF0dXJl",
  ])("contains no %s", (secret) => {
    expect(redactedText(`it said ${secret} and left`)).not.toContain(secret.slice(8));
  });

  it("keeps the host of a database but not its password", () => {
    expect(redactedText("postgres://app:hunter2@db.example/app")).toBe(
      "postgres://app:[redacted]@db.example/app",
    );
  });

  it("keeps the domain of an address but not its mailbox", () => {
    expect(redactedText("no mail to ada.lovelace@example.com today")).toBe("no mail to a…@example.com today");
  });

  it("is bounded, so that no text of others holds the process up", () => {
    for (const hostile of [
      "a.".repeat(50_000),
      `-${"eyJaaaaa".repeat(20_000)}`,
      `postgres://${"a".repeat(100_000)}`,
    ]) {
      expect(redactedText(hostile).length).toBeLessThanOrEqual(8_193);
    }
  });

  it("hides fields by their name at any depth and leaves the rest", () => {
    expect(redacted({ jobId: "1", request: { password: "x", list: [{ apiKey: "y", n: 1 }] } })).toEqual({
      jobId: "1",
      request: { password: "[redacted]", list: [{ apiKey: "[redacted]", n: 1 }] },
    });
  });
});
