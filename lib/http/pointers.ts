import type { z } from "zod";
import type { ProblemError } from "./problem";

/** What zod found wrong with a body, each with where it is (RFC 6901), below `prefix`. */
export function pointers(issues: readonly z.core.$ZodIssue[], prefix = ""): ProblemError[] {
  return issues.map(({ path, message }) => ({
    pointer: prefix + path.map((part) => `/${escaped(String(part))}`).join(""),
    detail: message,
  }));
}

function escaped(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}
