import { type Answer, html } from "./answer";
import { ResendError } from "./resend-error";
import type { ResendLocal } from "./resend-local";

/** Pictures and styles load as they would in an inbox; scripts, forms and our own origin are out of reach. */
const POLICY = [
  "sandbox allow-popups allow-popups-to-escape-sandbox",
  "default-src 'none'",
  "img-src http: https: data:",
  "style-src 'unsafe-inline' https:",
  "font-src https: data:",
  "frame-ancestors 'self'",
].join("; ");

/** `GET /mails/:id/html`: the HTML part alone, for the frame. @throws {ResendError} 404. */
export function mailHtml({ mailbox }: ResendLocal, id: string): Answer {
  const mail = mailbox.find(id);
  if (!mail || mail.html === null)
    throw new ResendError("not_found", "No such mail, or it has no HTML part.");
  return html(200, mail.html, { "content-security-policy": POLICY, "referrer-policy": "no-referrer" });
}
