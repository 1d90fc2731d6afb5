import type { Database, Transaction } from "@/lib/db/database";
import type { Action } from "./actions";
import { activityLogs } from "./schema";

type Activity = {
  organizationId: number;
  /** Null where nobody did it by hand: a schedule, a payment provider. */
  userId: number | null;
  action: Action;
  /** What it happened to, for people: an address, a file's name. Cut after 200 characters. */
  subject?: string;
  /** Small facts beside it; no secrets, for the whole organization may read them. */
  details?: Record<string, string | number | boolean | null>;
};

const TOO_LONG = /^(.{199}).{2,}$/su;

/**
 * Notes what somebody did in an organization. In a transaction it is there when what it tells of is, so prefer that.
 * What Postgres cannot store in a text is put right: a strange name must not undo what it happened to.
 */
export async function recordActivity(db: Database | Transaction, activity: Activity): Promise<void> {
  const { organizationId, userId, action, subject, details } = activity;
  await db.insert(activityLogs).values({
    organizationId,
    userId,
    action,
    subject: subject === undefined ? null : shortened(storable(subject)),
    details: details === undefined ? null : storableValues(details),
  });
}

/** By code points, so that no character is cut in two. */
function shortened(text: string): string {
  return text.replace(TOO_LONG, "$1…");
}

/** Without NUL and halves of surrogate pairs, neither of which Postgres takes. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

function storableValues(details: NonNullable<Activity["details"]>) {
  const entries = Object.entries(details).map(([name, value]) => [
    storable(name),
    typeof value === "string" ? storable(value) : value,
  ]);
  return Object.fromEntries(entries);
}
