import { setTimeout } from "node:timers/promises";
import { auth } from "./auth";
import { inAuthTransaction } from "./auth-transaction";

/** What changes something that a mail tells of, or of which the organization's activity tells. */
const IN_ONE_TRANSACTION = new Set([
  "/reset-password",
  "/change-password",
  "/verify-email",
  "/organization/invite-member",
  "/organization/accept-invitation",
  "/organization/cancel-invitation",
  "/organization/remove-member",
  "/organization/update-member-role",
]);

/** What mails only an address that has, or has not, an account. How long it takes must not tell which. */
const TELLS_NOTHING = new Set(["/request-password-reset", "/change-email"]);

/** Longer than the work takes for either. */
const ANSWERED_AFTER_MS = 250;

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
  if (TELLS_NOTHING.has(path)) return await noSooner(inAuthTransaction(answer));
  return IN_ONE_TRANSACTION.has(path) ? await inAuthTransaction(answer) : await answer();
}

async function noSooner(answer: Promise<Response>): Promise<Response> {
  const [response] = await Promise.all([answer, setTimeout(ANSWERED_AFTER_MS)]);
  return response;
}
