import { sendEmail } from "@/lib/emails/jobs";
import { env } from "@/lib/env/env";
import type { AlertNotice } from "@/lib/jobs/alerts/settings";
import { type FollowUp, followUp } from "@/lib/jobs/follow-up";
import { sendAlert } from "./jobs";

/** Alerts that one mail lists. */
const LISTED_MAX = 20;

/** Alerts that one message to the webhook carries. */
const CARRIED_MAX = 100;

/** The jobs that tell the operators: a mail to each of `ALERT_EMAIL_TO`, a message to `ALERT_WEBHOOK_URL`. */
export function notify(notices: readonly AlertNotice[]): FollowUp[] {
  const { ALERT_EMAIL_TO, ALERT_WEBHOOK_URL, BASE_URL, JOBS_ENVIRONMENT } = env();
  const data = { ...mailOf(notices), environment: JOBS_ENVIRONMENT, appUrl: BASE_URL };
  const mails = ALERT_EMAIL_TO.map((to) => followUp(sendEmail, { template: "alert", to, data }));
  if (ALERT_WEBHOOK_URL === undefined) return mails;
  const alerts = notices.slice(0, CARRIED_MAX).map(({ since, at, ...notice }) => ({
    ...notice,
    since: since.toISOString(),
    at: at.toISOString(),
  }));
  return [...mails, followUp(sendAlert, { environment: JOBS_ENVIRONMENT, alerts })];
}

/** What fires comes first, in the heading too. */
function mailOf(notices: readonly AlertNotice[]) {
  const ordered = notices.toSorted(
    (one, other) => Number(one.state > other.state) - Number(one.state < other.state),
  );
  const [first] = ordered;
  const more = ordered.length - 1;
  const lines = ordered.slice(0, LISTED_MAX).map(lineOf);
  return {
    headline: `${stateOf(first)}: ${first?.title ?? ""}${more === 0 ? "" : ` (and ${more} more)`}`.slice(
      0,
      200,
    ),
    list: [
      ...lines,
      ...(ordered.length > LISTED_MAX ? [`… and ${ordered.length - LISTED_MAX} more`] : []),
    ].join("\n"),
  };
}

function lineOf(notice: AlertNotice): string {
  const { title, severity, rule, since } = notice;
  return `${stateOf(notice)} (${severity}): ${title}. Rule ${rule}, since ${readable(since)}.`.slice(0, 400);
}

/** `2026-11-22 09:30 UTC` */
function readable(moment: Date): string {
  const iso = moment.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function stateOf(notice: AlertNotice | undefined): string {
  return notice?.state === "resolved" ? "Over" : "Alert";
}
