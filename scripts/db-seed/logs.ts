import type { Action } from "@/lib/activity/actions";
import type { Cell, Rows } from "./insert-rows";
import { logTimes } from "./log-times";
import type { Seeded } from "./people";
import { byShare, oneOf, type Random, randomOf, type SeedPlan } from "./plan";

type Event = {
  action: Action;
  share: number;
  /** What it happened to; `other` is somebody else of the organization. */
  subject?: (random: Random, day: string, other: Seeded) => string;
  details?: (random: Random) => Record<string, string | number>;
};

/** What people did in a year: whoever came early does the most. Made as it is read, a line at a time. */
export function logRows(plan: SeedPlan, people: readonly Seeded[]): Rows {
  return {
    table: "activity_logs",
    columns: ["organization_id", "user_id", "action", "subject", "details", "created_at"],
    rows: lines(plan, people),
  };
}

function* lines(plan: SeedPlan, people: readonly Seeded[]): Iterable<readonly Cell[]> {
  const random = randomOf(plan, "logs");
  const inOrder = people.toSorted(
    (one, other) => one.since.getTime() - other.since.getTime() || one.id - other.id,
  );
  const colleagues = byCompany(inOrder);
  let present = 1;
  for (const at of logTimes(plan.logs, plan.until, random)) {
    while ((inOrder[present]?.since.getTime() ?? Number.POSITIVE_INFINITY) <= at) present += 1;
    const person = inOrder[Math.floor(present * random() ** 1.8)];
    if (person === undefined) continue;
    yield line(random, at, person, colleagues.get(person.company.id) ?? [person]);
  }
}

function byCompany(people: readonly Seeded[]): Map<number, Seeded[]> {
  const found = new Map<number, Seeded[]>();
  for (const person of people) {
    const others = found.get(person.company.id);
    if (others === undefined) found.set(person.company.id, [person]);
    else others.push(person);
  }
  return found;
}

function line(random: Random, at: number, person: Seeded, colleagues: readonly Seeded[]): Cell[] {
  const event = byShare(random, EVENTS);
  const time = new Date(at).toISOString();
  const subject = event.subject?.(random, time.slice(0, 10), oneOf(random, colleagues)) ?? null;
  const details = event.details?.(random) ?? null;
  return [person.company.id, person.id, event.action, subject, details, time];
}

const FORMATS = ["csv", "json", "xlsx"];
const EXPORTS = ["users", "activity-logs", "organizations"];
const REPORTS = ["analytics", "usage", "billing"];

const toOther = (_: Random, __: string, other: Seeded) => other.email;
const exportFile = (random: Random, day: string) =>
  `${oneOf(random, EXPORTS)}-${day}.${oneOf(random, FORMATS)}`;
const reportFile = (random: Random, day: string) => `${oneOf(random, REPORTS)}-${day}.pdf`;

const EVENTS: readonly Event[] = [
  { action: "user.signed-in", share: 0.46 },
  { action: "email.sent", share: 0.16, subject: toOther },
  {
    action: "export.requested",
    share: 0.08,
    subject: exportFile,
    details: (random) => ({ format: oneOf(random, FORMATS) }),
  },
  {
    action: "export.downloaded",
    share: 0.08,
    subject: exportFile,
    details: (random) => ({ bytes: Math.floor(10 ** (3 + random() * 5)) }),
  },
  { action: "report.requested", share: 0.05, subject: reportFile },
  { action: "report.downloaded", share: 0.05, subject: reportFile },
  {
    action: "member.invited",
    share: 0.04,
    subject: toOther,
    details: (random) => ({ role: oneOf(random, ["member", "member", "admin"]) }),
  },
  { action: "member.joined", share: 0.03 },
  {
    action: "member.role-changed",
    share: 0.015,
    subject: toOther,
    details: (random) => ({ role: oneOf(random, ["member", "admin"]) }),
  },
  { action: "member.removed", share: 0.005, subject: toOther },
  { action: "password.changed", share: 0.015 },
  {
    action: "webhook-endpoint.created",
    share: 0.015,
    subject: (_, __, { company }) => `https://hooks.${company.slug}.test/jobs`,
  },
];
