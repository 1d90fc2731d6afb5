import { describe, expect, it } from "vitest";
import { sendEmail } from "@/lib/emails/jobs";
import { keepsSecrets } from "@/lib/jobs/operations/kept-secrets";
import { MASK } from "@/lib/jobs/secret";

const reset = (resetUrl: string, name = "Ada") => ({
  template: "passwordReset",
  to: "mallory@example.test",
  data: { name, resetUrl, expiresInMinutes: 60 },
});

describe("an edited payload", () => {
  it("keeps secrets where they are still masked, and only there", () => {
    expect(keepsSecrets(sendEmail, reset(MASK))).toBe(true);
    expect(keepsSecrets(sendEmail, reset("https://app.example/reset"))).toBe(false);
    expect(keepsSecrets(sendEmail, reset("https://app.example/reset", MASK))).toBe(false);
  });
});
