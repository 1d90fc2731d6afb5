import { hasMember } from "./auth/members";
import { type EmailPayload, sendEmail } from "./emails/jobs";
import { env } from "./env/env";
import type { Actor } from "./jobs/actor";
import type { DispatchRules } from "./jobs/dispatch";

/** What the dispatch API asks beyond a definition's own `authorize`, where the answer is not in the payload. */
export const dispatchRules: DispatchRules = new Map([
  [sendEmail.type, (actor, payload) => objectToMail(actor, sendEmail.payload.parse(payload))],
]);

/** The API is no open relay, and nobody phishes their colleagues in the product's name. */
async function objectToMail({ organizationId }: Actor, { to, data }: EmailPayload): Promise<string | null> {
  if (organizationId === null || !(await hasMember(organizationId, to))) {
    return "Mail goes to members of your own organization only.";
  }
  const foreign = Object.entries(data).find(
    ([field, value]) => field.endsWith("Url") && !isOurs(String(value)),
  );
  return foreign === undefined
    ? null
    : `Links must lead to ${env().BASE_URL}; ${foreign[0]} leads elsewhere.`;
}

function isOurs(url: string): boolean {
  return new URL(url).origin === env().BASE_URL;
}
