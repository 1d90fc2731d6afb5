import { hasMember } from "./auth/members";
import { type EmailPayload, sendEmail } from "./emails/jobs";
import { env } from "./env/env";
import { type ExportPayload, exportData } from "./exports/jobs";
import { objectToExport } from "./exports/object-to-export";
import type { JobActor } from "./jobs/actor";
import type { DispatchRules, Objection } from "./jobs/dispatch";
import { operateOnJobs } from "./operations/jobs";
import { generateReport, type ReportPayload } from "./reports/jobs";
import { objectToReport } from "./reports/object-to-report";

/**
 * What the dispatch API asks beyond a definition's own `authorize`, where the answer is not in the payload. An edited
 * replay asks it for the owner of the job, and minds what it says of the parts that were changed.
 */
export const dispatchRules: DispatchRules = new Map([
  [exportData.type, (actor, payload) => objectionsToExport(actor, exportData.payload.parse(payload))],
  [generateReport.type, (actor, payload) => objectionsToReport(actor, generateReport.payload.parse(payload))],
  [sendEmail.type, (actor, payload) => objectionsToMail(actor, sendEmail.payload.parse(payload))],
  [operateOnJobs.type, (_actor, _payload) => Promise.resolve([NO_OPERATION])],
]);

/** What it does stands in the audit under who began it: with another payload that would be somebody else's deed. */
const NO_OPERATION: Objection = {
  message: "An operation is not edited: begin one of your own from the list of jobs.",
  at: [],
};

async function objectionsToExport(actor: JobActor, payload: ExportPayload): Promise<Objection[]> {
  const place =
    payload.scope === "everything"
      ? "scope"
      : payload.exportType === "organizations"
        ? "exportType"
        : "notifyEmail";
  return listed(await objectToExport(actor, payload), place);
}

async function objectionsToReport(actor: JobActor, payload: ReportPayload): Promise<Objection[]> {
  const place = payload.scope === "everything" ? "scope" : "recipients";
  return listed(await objectToReport(actor, payload), place);
}

function listed(message: string | null, place: string): Objection[] {
  return message === null ? [] : [{ message, at: [place] }];
}

/** The API is no open relay, and nobody phishes their colleagues in the product's name. */
async function objectionsToMail(
  { organizationId }: JobActor,
  { to, data }: EmailPayload,
): Promise<Objection[]> {
  const isMember = organizationId !== null && (await hasMember(organizationId, to));
  const toStranger = isMember ? [] : listed("Mail goes to members of the organization only.", "to");
  const inData = Object.entries(data).flatMap(([field, value]) => {
    const objection = field.endsWith("Url") ? objectToLink(String(value)) : objectToText(value);
    return objection === null ? [] : [{ message: `${field} ${objection}`, at: ["data", field] }];
  });
  return [...toStranger, ...inData];
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
