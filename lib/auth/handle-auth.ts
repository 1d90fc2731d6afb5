import { auth } from "./auth";
import { inAuthTransaction } from "./auth-transaction";

/** What changes something that a mail tells of, or of which the organization's activity tells. */
const IN_ONE_TRANSACTION = new Set([
  "/request-password-reset",
  "/reset-password",
  "/change-password",
  "/change-email",
  "/verify-email",
  "/organization/invite-member",
  "/organization/accept-invitation",
  "/organization/cancel-invitation",
  "/organization/remove-member",
  "/organization/update-member-role",
]);

/** Where better-auth's routes begin. */
const BASE = "/api/auth";

/**
 * better-auth's answer to a request to one of its routes; with the change, its mail and its activity in one
 * transaction.
 *
 * @throws when the database cannot be asked, or the mail could not be enqueued. Nothing was changed.
 */
export async function handleAuth(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice(BASE.length);
  const answer = () => auth().handler(request);
  return IN_ONE_TRANSACTION.has(path) ? await inAuthTransaction(answer) : await answer();
}
