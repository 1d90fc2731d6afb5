import { vi } from "vitest";

/** Gives a test a complete environment in which nothing can be reached; undo it with `vi.unstubAllEnvs()`. */
export function stubEnvironment(given: Record<string, string> = {}): void {
  for (const [name, value] of Object.entries({ ...NOWHERE, ...given })) vi.stubEnv(name, value);
}

const NOWHERE = {
  DATABASE_URL: "postgres://127.0.0.1:1/none",
  BASE_URL: "http://localhost:3000",
  QSTASH_TOKEN: "token",
  QSTASH_CURRENT_SIGNING_KEY: "current",
  QSTASH_NEXT_SIGNING_KEY: "next",
  RESEND_API_KEY: "re_test",
  RESEND_FROM: "Acme <mail@acme.example>",
  BETTER_AUTH_SECRET: "secret",
};
