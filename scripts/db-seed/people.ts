import { companyName } from "./companies";
import type { Rows } from "./insert-rows";
import { personName } from "./names";
import { byShare, daysBefore, type Random, randomOf, type SeedPlan } from "./plan";

/** How seeded rows are known again: no such domain can exist. */
export const SEED_DOMAIN = "seed.test";

/** What organizations of a seed carry in `metadata`. */
export const SEED_MARK = '{"seeded":true}';

/** What `pnpm dev` makes: who signs in there sees the seeded rows. */
export const DEMO = { name: "Analytical Engines", slug: "analytical-engines" };

export type Company = { id: number; name: string; slug: string; createdAt: Date };

export type Seeded = {
  id: number;
  name: string;
  email: string;
  company: Company;
  role: "owner" | "admin" | "member";
  createdAt: Date;
  /** From when on they are in the organization. */
  since: Date;
};

/** Ids that the database has given out for them. */
type Ids = { users: readonly number[]; organizations: readonly number[] };

/** The customers: each organization with its owner first, the first ones the largest. */
export function makePeople(plan: SeedPlan, ids: Ids): { companies: Company[]; people: Seeded[] } {
  const random = randomOf(plan, "people");
  const created = ids.users
    .map((_, index) => daysBefore(plan.until, ageDays(random, index === 0)))
    .toSorted((one, other) => one.getTime() - other.getTime());
  const companies = makeCompanies(plan, ids.organizations, created);
  const people = ids.users.map((id, index) =>
    makePerson(random, { id, index, createdAt: created[index] ?? plan.until, companies }),
  );
  return { companies, people };
}

/** Two thirds came before the year that is filled, so that it has somebody in it from its first hour on. */
function ageDays(random: Random, isFirst: boolean): number {
  if (isFirst) return 800;
  return random() < 0.66 ? 366 + random() * 400 : 1 + random() * 364;
}

function makeCompanies(plan: SeedPlan, ids: readonly number[], created: readonly Date[]): Company[] {
  const random = randomOf(plan, "companies");
  return ids.map((id, index) => {
    const { name, slug } = companyName(random);
    const createdAt = created[index] ?? plan.until;
    return index === 0 ? { id, ...DEMO, createdAt } : { id, name, slug: `${slug}-${index}`, createdAt };
  });
}

type Made = { id: number; index: number; createdAt: Date; companies: readonly Company[] };

function makePerson(random: Random, { id, index, createdAt, companies }: Made): Seeded {
  const { name, address } = personName(random);
  const company = companies[index] ?? companies[Math.floor(companies.length * random() ** 2.5)];
  if (company === undefined) throw new Error("There are no organizations to be in.");
  const role = index < companies.length ? "owner" : byShare(random, ROLES).role;
  const since = new Date(Math.max(createdAt.getTime(), company.createdAt.getTime()));
  return {
    id,
    name,
    email: `${address}${index + 1}@${company.slug}.${SEED_DOMAIN}`,
    company,
    role,
    createdAt,
    since,
  };
}

const ROLES = [
  { role: "admin", share: 0.1 },
  { role: "member", share: 0.9 },
] as const;

export function companyRows(companies: readonly Company[]): Rows {
  return {
    table: "organizations",
    columns: ["id", "name", "slug", "metadata", "created_at"],
    // The demo's own people may join theirs, so it is kept when the seed is replaced.
    rows: companies.map(({ id, name, slug, createdAt }) => [
      id,
      name,
      slug,
      slug === DEMO.slug ? null : SEED_MARK,
      createdAt,
    ]),
  };
}

export function userRows(people: readonly Seeded[]): Rows {
  return {
    table: "users",
    columns: ["id", "name", "email", "email_verified", "created_at", "updated_at"],
    rows: people.map(({ id, name, email, createdAt }, index) => [
      id,
      name,
      email,
      index % 17 !== 16,
      createdAt,
      createdAt,
    ]),
  };
}

export function memberRows(people: readonly Seeded[]): Rows {
  return {
    table: "members",
    columns: ["organization_id", "user_id", "role", "created_at"],
    rows: people.map(({ id, company, role, since }) => [company.id, id, role, since]),
  };
}
