import { describeError } from "@/lib/jobs/describe-error";
import { logger } from "@/lib/logger/logger";

/** Passes what better-auth says on to our log, without statements: theirs would carry hashes and names. */
export function logAuth(
  level: "debug" | "info" | "warn" | "error",
  message: string,
  ...rest: unknown[]
): void {
  const errors = rest.filter((value) => value instanceof Error).map((error) => describeError(error).message);
  logger().log(level, `[auth] ${message}`, errors.length > 0 ? { error: errors.join("; ") } : {});
}
