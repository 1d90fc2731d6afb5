import { hasMember } from "./auth/members";
import { sendEmail } from "./emails/jobs";
import type { DispatchRules } from "./jobs/dispatch";

/** What the dispatch API asks beyond a definition's own `authorize`, where the answer is in the database. */
export const dispatchRules: DispatchRules = new Map([
  // The API is no open relay: mail goes to members of the sender's own organization only.
  [
    sendEmail.type,
    async ({ organizationId }, payload) =>
      organizationId !== null && hasMember(organizationId, sendEmail.payload.parse(payload).to),
  ],
]);
