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
  return payloadsWith(payload.slice(0, payload.indexOf("=")).split(".")).every(
    (found) => found !== null && secretPaths(job.payload, found).length === 0,
  );
}

/** What Postgres takes for a place in a list, also counted from its end; and what of that is a plain one. */
const PLACE = /^\s*[+-]?\d+$/;
const PLAIN_PLACE = /^\d{1,3}$/;

/** So many numbers on a path mean twice as many payloads each. */
const PLACES_MAX = 4;

/**
 * The payloads that have only what lies on the path: a number may be a place in a list, or a name. Null: nobody can say
 * what lies there.
 */
function payloadsWith(path: readonly string[]): unknown[] {
  const places = path.filter((step) => PLACE.test(step));
  if (places.length > PLACES_MAX || !places.every((step) => PLAIN_PLACE.test(step))) return [null];
  return path.reduceRight<unknown[]>(
    (inner, step) =>
      inner.flatMap((value) =>
        PLACE.test(step) ? [{ [step]: value }, listWith(Number(step), value)] : [{ [step]: value }],
      ),
    [""],
  );
}

function listWith(place: number, value: unknown): unknown[] {
  return [...Array.from({ length: place }), value];
}
