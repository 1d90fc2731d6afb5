import type { Answer } from "./answer";
import type { AcceptedMail, RequestNote } from "./mail";
import { type Markup, markup } from "./markup";
import { page } from "./page";
import type { ResendLocal } from "./resend-local";
import { timeOf } from "./time-of";

/** `GET /mails/:id`: one mail with both its parts, its headers and what led to it. */
export function mailPage({ mailbox, now }: ResendLocal, id: string): Answer {
  const mail = mailbox.find(id);
  return mail
    ? page(200, { title: mail.subject, liveSince: null, content: content(mail, now()) })
    : page(404, { title: "No such mail", liveSince: null, content: NO_SUCH_MAIL });
}

const NO_SUCH_MAIL = markup`<div class="card empty"><h1>No such mail</h1>
<p class="quiet">It is not in this mailbox: the mailbox was emptied, or the server started anew since.</p>
<p><a href="/">All mails</a></p></div>`;

function content(mail: AcceptedMail, now: number): Markup {
  return markup`<p><a href="/">← All mails</a></p>
<h1>${mail.subject}</h1>
<div class="quiet">To ${mail.to.join(", ")} · ${timeOf(mail.receivedAt, now)}</div>
<div class="columns">
<div>${htmlPart(mail)}${textPart(mail)}</div>
<div>${headers(mail)}${requests(mail, now)}</div>
</div>`;
}

/** The frame has no scripts and no origin; links open in a tab of their own. */
function htmlPart(mail: AcceptedMail): Markup {
  if (mail.html === null) return absent("HTML");
  return markup`<section class="card"><div class="bar"><h2>HTML</h2>
<a href="/mails/${mail.id}/html" target="_blank">Open alone</a></div>
<iframe src="/mails/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail as HTML"></iframe>
</section>`;
}

function textPart({ text }: AcceptedMail): Markup {
  if (text === null) return absent("Plain text");
  return markup`<section class="card"><h2>Plain text</h2><pre>${text}</pre></section>`;
}

function absent(part: string): Markup {
  return markup`<section class="card"><h2>${part}</h2><p class="quiet">The mail has no such part.</p></section>`;
}

function headers(mail: AcceptedMail): Markup {
  return markup`<section class="card"><h2>Headers</h2><dl>${[
    fact("From", mail.from),
    fact("To", mail.to.join(", ")),
    fact("Cc", mail.cc.join(", ")),
    fact("Bcc", mail.bcc.join(", ")),
    fact("Reply-To", mail.replyTo.join(", ")),
    fact("Subject", mail.subject),
    ...Object.entries(mail.headers).map(([name, value]) => fact(name, value)),
    fact("Tags", mail.tags.map(({ name, value }) => `${name}=${value}`).join(", ")),
    fact("Attachments", mail.attachments.map(attachment).join(", ")),
    fact("Scheduled", mail.scheduledAt),
    fact("Idempotency key", mail.idempotencyKey),
    fact("Id", mail.id),
  ]}</dl></section>`;
}

function fact(name: string, value: string | null): Markup | null {
  return value ? markup`<dt>${name}</dt><dd>${value}</dd>` : null;
}

function attachment({ filename, bytes }: AcceptedMail["attachments"][number]): string {
  return bytes === null ? filename : `${filename} (${bytes} bytes)`;
}

function requests(mail: AcceptedMail, now: number): Markup {
  return markup`<section class="card"><h2>Requests</h2>
<ol class="requests">${mail.requests.map((note) => request(note, now))}</ol></section>`;
}

function request({ status, outcome, receivedAt }: RequestNote, now: number): Markup {
  return markup`<li><b class="${status === 200 ? "good" : "bad"}">${status ?? "cut"}</b>
<span>${outcome}</span>${timeOf(receivedAt, now)}</li>`;
}
