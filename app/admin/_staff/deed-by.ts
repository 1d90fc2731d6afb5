import type { Person } from "@/lib/auth/get-person";
import { reasonOf } from "./reason-of";
import { type StaffLevel, staffFor } from "./require-staff";

/** Who does it, and why: what the audit keeps. */
export type DeedBy = { userId: number; reason?: string };

/**
 * The person who sent a form of the dashboard, and what the audit is to keep of their deed.
 *
 * @throws {Problem} as `staffFor` does.
 */
export async function deedBy(level: StaffLevel, form: FormData): Promise<{ person: Person; by: DeedBy }> {
  const person = await staffFor(level);
  const reason = reasonOf(form);
  return { person, by: { userId: person.actor.userId, ...(reason === "" ? {} : { reason }) } };
}
