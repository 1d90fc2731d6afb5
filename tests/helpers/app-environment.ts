import { randomBytes } from "node:crypto";

/** Variables with which the app's modules run in a test: real in form, random where secret. */
export function appEnvironment(
  given: Record<"DATABASE_URL" | "QSTASH_URL", string> & Record<string, string>,
) {
  return {
    // The discard port: nobody answers deliveries there.
    BASE_URL: "http://127.0.0.1:9",
    QSTASH_TOKEN: secret(),
    QSTASH_CURRENT_SIGNING_KEY: `sig_${secret()}`,
    QSTASH_NEXT_SIGNING_KEY: `sig_${secret()}`,
    RESEND_API_KEY: `re_${secret()}`,
    RESEND_FROM: "Acme <mail@acme.example>",
    BETTER_AUTH_SECRET: secret(),
    LOG_LEVEL: "silent",
    ...given,
  };
}

function secret(): string {
  return randomBytes(24).toString("hex");
}
