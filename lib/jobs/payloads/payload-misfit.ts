import type { z } from "zod";
import { PayloadError } from "@/lib/jobs/errors";
import { hiderOf } from "./hider";
import { hasSecrets, type Path, secretPaths } from "./secret-paths";

/** Says that a payload does not fit its schema, without a secret that it has. */
export function payloadMisfit(
  type: string,
  schema: z.ZodType,
  payload: unknown,
  issues: z.core.$ZodIssue[],
): PayloadError {
  if (!hasSecrets(schema)) return new PayloadError(type, issues);
  const secrets = secretPaths(schema, payload);
  const hide = hiderOf([schema, payload]);
  return new PayloadError(
    type,
    issues.map((issue) => withoutSecrets(issue, secrets, hide.text)),
  );
}

/** Of what lies within a secret only the secret is named; words of somebody's own about it may quote a part of it. */
function withoutSecrets(
  issue: z.core.$ZodIssue,
  secrets: readonly Path[],
  hide: (text: string) => string,
): z.core.$ZodIssue {
  const secret = secrets.find((path) => path.every((part, at) => issue.path[at] === part));
  if (secret === undefined) return { ...issue, message: hide(issue.message) };
  const message = issue.code === "custom" ? "Invalid input" : hide(issue.message);
  return { code: "custom", path: [...secret], message, input: undefined };
}
