import { z } from "zod";
import { checkDestination } from "@/lib/http/outgoing/destination";
import { DestinationRefused } from "@/lib/http/outgoing/destination-refused";
import { isAppLocal } from "@/lib/http/outgoing/post-signed";
import { Problem, type ProblemError } from "@/lib/http/problem";
import type { Registry } from "@/lib/jobs/registry";
import { EVENTS } from "./endpoint";

const description = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must be one line of text without control characters");
const events = z
  .array(z.enum(EVENTS))
  .min(1)
  .max(EVENTS.length)
  .transform((given) => [...new Set(given)]);
const jobTypes = z
  .array(z.string().min(1).max(100))
  .min(1, "name at least one type, or give null for all")
  .max(50)
  .transform((given) => [...new Set(given)])
  .nullable();

/** What an endpoint is made from. */
export const newEndpoint = z.strictObject({
  url: z.string(),
  description: description.nullable().default(null),
  events: events.default([...EVENTS]),
  jobTypes: jobTypes.default(null),
});

/** What of an endpoint may be changed; fields that are left out stay as they are. */
export const endpointChanges = z
  .strictObject({
    url: z.string(),
    description: description.nullable(),
    events,
    jobTypes,
    enabled: z.boolean(),
  })
  .partial();

/** Reads what came from outside. @throws {Problem} `invalid`, pointing at each wrong value. */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const request = schema.safeParse(body);
  if (request.success) return request.data;
  throw wrong(
    request.error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(""),
      detail: message,
    })),
  );
}

/** @throws {Problem} `invalid`, with what is wrong with the address and what to do. */
export async function assertCallable(url: string): Promise<void> {
  try {
    await checkDestination(url, { allowLoopback: isAppLocal() });
  } catch (error) {
    if (error instanceof DestinationRefused) throw wrong([{ pointer: "/url", detail: error.message }]);
    throw error;
  }
}

/** @throws {Problem} `invalid` for types that nobody may dispatch from outside, naming the nearest. */
export function assertKnown(types: readonly string[] | null, registry: Registry): void {
  const errors = (types ?? []).flatMap((type, index) => {
    if (registry.findOpen(type) !== undefined) return [];
    const nearest = registry.nearestOpen(type);
    const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
    return [{ pointer: `/jobTypes/${index}`, detail: `There is no job type "${type}".${hint}` }];
  });
  if (errors.length > 0) throw wrong(errors);
}

function wrong(errors: ProblemError[]): Problem {
  return new Problem("invalid", "The request does not fit.", errors);
}
