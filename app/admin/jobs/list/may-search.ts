import { secretPaths } from "@/lib/jobs/payloads/secret-paths";
import type { Registry } from "@/lib/jobs/registry";
import type { Terms } from "./terms";

export const MASKABLE_HINT =
  "Payloads are searched for one type: at a time, in fields that hold no secret, among jobs of the last 24 hours.";

/** Whether a payload may be searched at that path: whoever could search a secret could guess it. */
export function maySearch({ type, payload }: Terms, registry: Registry): boolean {
  if (type === undefined || payload === undefined || type.includes(",")) return false;
  const job = registry.find(type);
  if (job === undefined) return false;
  const path = payload.slice(0, payload.indexOf("=")).split(".");
  return secretPaths(job.payload, nested(path)).length === 0;
}

/** A payload that has only what lies on the path. */
function nested([step, ...rest]: string[]): unknown {
  if (step === undefined) return "";
  return /^\d+$/.test(step) ? [nested(rest)] : { [step]: nested(rest) };
}
