import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { getPerson, type Person } from "@/lib/auth/get-person";
import { Problem } from "@/lib/http/problem";
import type { Actor } from "@/lib/jobs/actor";

/** What somebody must be at least: viewers read, operators act on jobs and schedules, admins do the rest. */
export type StaffLevel = "viewer" | "operator" | "admin";

const RANKS = { none: 0, viewer: 1, operator: 2, admin: 3 } as const satisfies Record<Actor["staff"], number>;

/** Whether somebody may do what a level may. */
export function isStaff({ staff }: Pick<Actor, "staff">, level: StaffLevel): boolean {
  return RANKS[staff] >= RANKS[level];
}

/**
 * The person who looks at a page of the dashboard. Nobody is sent to sign in and comes back to `path`; whoever is no
 * staff learns nothing: for them there is no such page. Each page asks, since a layout is not drawn anew on the way
 * from one to the next.
 */
export async function requireStaff(level: StaffLevel = "viewer", path = "/admin/jobs"): Promise<Person> {
  const person = await getPerson(await headers());
  if (person === null) redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  if (!isStaff(person.actor, level)) notFound();
  return person;
}

/**
 * The person behind a server action or a route of the dashboard.
 *
 * @throws {Problem} `not-signed-in`; `not-found` for people who are no staff; `not-allowed` for staff of a lower level.
 */
export async function staffFor(level: StaffLevel): Promise<Person> {
  const person = await getPerson(await headers());
  if (person === null) throw new Problem("not-signed-in", "Sign in to do this.");
  if (!isStaff(person.actor, "viewer")) throw new Problem("not-found", "There is no such page.");
  if (!isStaff(person.actor, level))
    throw new Problem("not-allowed", `This takes the staff role "${level}".`);
  return person;
}
