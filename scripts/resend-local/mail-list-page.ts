import type { Answer } from "./answer";
import type { AcceptedMail } from "./mail";
import { type Markup, markup } from "./markup";
import { page } from "./page";
import type { ResendLocal } from "./resend-local";
import { timeOf } from "./time-of";

const ROWS_MOST = 200;
const SNIPPET_MOST = 160;

/** `GET /`: the mails, newest first. */
export function mailListPage({ mailbox, now }: ResendLocal, origin: string): Answer {
  const mails = mailbox.all().toReversed();
  return page(200, {
    title: mails.length === 0 ? "Local mailbox" : `Local mailbox (${mails.length})`,
    liveSince: mailbox.version(),
    content:
      mails.length === 0 ? nothingYet(origin) : list(mails, { now: now(), dropped: mailbox.dropped() }),
  });
}

function list(mails: AcceptedMail[], { now, dropped }: { now: number; dropped: number }): Markup {
  return markup`<ul class="list card">${mails.slice(0, ROWS_MOST).map((mail) => row(mail, now))}</ul>
${hidden(mails.length, dropped)}`;
}

function row(mail: AcceptedMail, now: number): Markup {
  return markup`<li><a class="row" href="/mails/${mail.id}">
<span class="to">${mail.to.join(", ")}</span>
<span class="what"><span class="subject">${mail.subject}</span> <span class="snippet">${snippet(mail)}</span></span>
<span class="count">${requestCount(mail)}</span>
${timeOf(mail.receivedAt, now)}
</a></li>`;
}

function snippet({ text }: AcceptedMail): string {
  const words = (text ?? "").replaceAll(/\s+/g, " ").trim();
  return words.length > SNIPPET_MOST ? `${words.slice(0, SNIPPET_MOST)}…` : words;
}

/** One request is what everybody expects; more are worth a word. */
function requestCount({ requests }: AcceptedMail): Markup | null {
  return requests.length > 1 ? markup`<span class="chip">${requests.length} requests</span>` : null;
}

function hidden(count: number, dropped: number): Markup | null {
  if (count <= ROWS_MOST && dropped === 0) return null;
  const shown = Math.min(count, ROWS_MOST);
  return markup`<p class="more">The newest ${shown} of ${count + dropped} mails. <a href="/_dev/mails">/_dev/mails</a>
lists ${count}${dropped > 0 ? `; ${dropped} older ones had to go` : ""}.</p>`;
}

function nothingYet(origin: string): Markup {
  return markup`<div class="card empty">
<h1>No mail yet</h1>
<p class="quiet">Mails that the app sends appear here by themselves. Nothing leaves this machine. Point an app at this
server:</p>
<pre>RESEND_BASE_URL=${origin}
RESEND_API_KEY=re_local</pre>
<p class="quiet">or send one by hand:</p>
<pre>curl ${origin}/emails -H 'Authorization: Bearer re_local' \\
  -d '{"from":"me@example.com","to":"you@example.com","subject":"Hello","text":"It works."}'</pre>
<p class="quiet">A mail to <code>500-twice@example.com</code> fails twice before it is accepted, one to
<code>reject@example.com</code> always. <code>scripts/resend-local/README.md</code> lists all such words.</p>
</div>`;
}
