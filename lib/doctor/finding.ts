import { z } from "zod";

/** What is looked at, in the order in which it is shown. */
export const CHECKS = [
  "node",
  "environment",
  "database",
  "clock",
  "migrations",
  "rights",
  "owner",
  "qstash",
  "signing-keys",
  "base-url",
  "schedules",
  "reconcile",
  "dead-letters",
  "storage",
  "mail",
] as const;

export type CheckName = (typeof CHECKS)[number];

const finding = z.object({
  check: z.enum(CHECKS),
  /** `warning`: it works, and will not for long, or not as it should. */
  state: z.enum(["ok", "warning", "failure"]),
  /** Never has a secret. */
  says: z.string(),
  /** What to do; null where there is nothing to do. */
  fix: z.string().nullable(),
});

/** What one check has found. */
export type Finding = z.output<typeof finding>;

/** All is as it should be. */
export function ok(check: CheckName, says: string): Finding {
  return { check, state: "ok", says, fix: null };
}

export function warning(check: CheckName, says: string, fix: string): Finding {
  return { check, state: "warning", says, fix };
}

export function failure(check: CheckName, says: string, fix: string): Finding {
  return { check, state: "failure", says, fix };
}
