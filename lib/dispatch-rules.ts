import { hasMember } from "./auth/members";
import { type EmailPayload, sendEmail } from "./emails/jobs";
import { env } from "./env/env";
import { exportData } from "./exports/jobs";
import { objectToExport } from "./exports/object-to-export";
import type { Actor } from "./jobs/actor";
import type { DispatchRules } from "./jobs/dispatch";
import { generateReport } from "./reports/jobs";
import { objectToReport } from "./reports/object-to-report";

/** What the dispatch API asks beyond a definition's own `authorize`, where the answer is not in the payload. */
export const dispatchRules: DispatchRules = new Map([
  [exportData.type, (actor, payload) => objectToExport(actor, exportData.payload.parse(payload))],
  [generateReport.type, (actor, payload) => objectToReport(actor, generateReport.payload.parse(payload))],
  [sendEmail.type, (actor, payload) => objectToMail(actor, sendEmail.payload.parse(payload))],
]);

/** The API is no open relay, and nobody phishes their colleagues in the product's name. */
async function objectToMail({ organizationId }: Actor, { to, data }: EmailPayload): Promise<string | null> {
  if (organizationId === null || !(await hasMember(organizationId, to))) {
    return "Mail goes to members of your own organization only.";
  }
  for (const [field, value] of Object.entries(data)) {
    const objection = field.endsWith("Url") ? objectToLink(String(value)) : objectToText(value);
    if (objection !== null) return `${field} ${objection}`;
  }
  return null;
}

function objectToLink(url: string): string | null {
  return new URL(url).origin === env().BASE_URL
    ? null
    : `leads elsewhere; links must lead to ${env().BASE_URL}.`;
}

/** What mail programs turn into a link by themselves. */
const LINK = /:\/\/|\bwww\./i;

function objectToText(value: unknown): string | null {
  const hasLink = typeof value === "string" && LINK.test(value);
  return hasLink ? "must not contain a link: it stands in a mail in our name." : null;
}
