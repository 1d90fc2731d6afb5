import { randomUUID } from "node:crypto";
import type { Cell, Rows } from "./insert-rows";
import { personName } from "./names";
import { SEED_DOMAIN, type Seeded } from "./people";
import { byShare, daysBefore, oneOf, type Random, randomOf, type SeedPlan } from "./plan";

/** How long a session and an invitation are good for, in days. */
const SESSION_DAYS = 7;
const INVITATION_DAYS = 7;

const AGENTS = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
];

/** Sessions of the last half year: some are good yet, most are over. */
export function sessionRows(plan: SeedPlan, people: readonly Seeded[]): Rows {
  const random = randomOf(plan, "sessions");
  return {
    table: "sessions",
    columns: ["user_id", "token", "ip_address", "user_agent", "expires_at", "created_at", "updated_at"],
    rows: people.flatMap(({ id }) => Array.from({ length: Math.floor(random() * 5) }, () => session(id))),
  };

  function session(userId: number): Cell[] {
    const createdAt = daysBefore(plan.until, random() ** 2 * 180);
    // Whoever knew it would be signed in: so it is the one thing that a seed does not repeat.
    const token = randomUUID().replaceAll("-", "");
    const expiresAt = daysBefore(createdAt, -SESSION_DAYS);
    return [userId, token, address(random), oneOf(random, AGENTS), expiresAt, createdAt, createdAt];
  }
}

/** Of the networks that are kept for examples. */
function address(random: Random): string {
  const host = Math.floor(random() * 254) + 1;
  return oneOf(random, [`192.0.2.${host}`, `198.51.100.${host}`, `203.0.113.${host}`, `2001:db8::${host}`]);
}

const STATUSES = [
  { status: "accepted", share: 0.45 },
  { status: "pending", share: 0.4 },
  { status: "rejected", share: 0.05 },
  { status: "canceled", share: 0.1 },
] as const;

/** One for every fourth person, of the last third of a year: half of the pending ones are out of date. */
export function invitationRows(plan: SeedPlan, people: readonly Seeded[]): Rows {
  const random = randomOf(plan, "invitations");
  return {
    table: "invitations",
    columns: ["organization_id", "inviter_id", "email", "role", "status", "expires_at", "created_at"],
    rows: people
      .filter((_, index) => index % 4 === 0)
      .map(({ id, company }, index) => {
        const createdAt = daysBefore(plan.until, random() ** 3 * 120);
        return [
          company.id,
          id,
          `${personName(random).address}.invited${index + 1}@${company.slug}.${SEED_DOMAIN}`,
          random() < 0.15 ? "admin" : "member",
          byShare(random, STATUSES).status,
          daysBefore(createdAt, -INVITATION_DAYS),
          createdAt,
        ];
      }),
  };
}
