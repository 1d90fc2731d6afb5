import type { Cell, Rows } from "./insert-rows";
import type { Seeded } from "./people";
import { byShare, daysBefore, oneOf, randomOf, type SeedPlan } from "./plan";

const MAILS = [
  { template: "teamInvitation", subject: "You are invited" },
  { template: "passwordReset", subject: "Reset your password" },
  { template: "passwordChanged", subject: "Your password was changed" },
  { template: "exportReady", subject: "Your export is ready" },
  { template: "reportReady", subject: "Your report is ready" },
] as const;

const STATUSES = [
  { status: "delivered", share: 0.94 },
  { status: "bounced", share: 0.025 },
  { status: "complained", share: 0.003 },
  { status: "delayed", share: 0.012 },
  { status: "failed", share: 0.02 },
] as const;

/** The welcome of everybody, and a few mails more of the year. */
export function mailRows(plan: SeedPlan, people: readonly Seeded[]): Rows {
  return {
    table: "sent_emails",
    columns: [
      "email_id",
      "organization_id",
      "user_id",
      "template",
      "to_address",
      "subject",
      "status",
      "status_at",
      "created_at",
    ],
    rows: mails(plan, people),
  };
}

function* mails(plan: SeedPlan, people: readonly Seeded[]): Iterable<readonly Cell[]> {
  const random = randomOf(plan, "mails");
  let number = 0;
  for (const person of people) {
    yield mail(person, { template: "welcome", subject: "Welcome" }, person.createdAt);
    const lived = Math.min(365, (plan.until.getTime() - person.since.getTime()) / 86_400_000);
    for (let left = Math.floor(random() * 6); left > 0; left -= 1)
      yield mail(person, oneOf(random, MAILS), daysBefore(plan.until, random() * lived));
  }

  function mail(
    to: Seeded,
    { template, subject }: { template: string; subject: string },
    sentAt: Date,
  ): Cell[] {
    number += 1;
    const statusAt = new Date(sentAt.getTime() + Math.floor(random() * 60_000));
    const { status } = byShare(random, STATUSES);
    return [`seed-${number}`, to.company.id, to.id, template, to.email, subject, status, statusAt, sentAt];
  }
}
