import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";
import { snippet } from "./snippet";

/** What stands in place of the messages while there is none: how to make the first one. */
export function welcome({ origin, tenant }: PageCall): Markup {
  const { token, currentSigningKey, nextSigningKey } = tenant.account.credentials;
  return markup`<div class="card empty">
<h1>No message yet</h1>
<p>Messages that your app publishes appear here by themselves. Point your app at this server, and leave
<code>QSTASH_DEV</code> unset:</p>
${snippet(
  "env",
  `QSTASH_URL=${origin}
QSTASH_TOKEN=${token}
QSTASH_CURRENT_SIGNING_KEY=${currentSigningKey}
QSTASH_NEXT_SIGNING_KEY=${nextSigningKey}`,
)}
<p>Or publish one by hand. When nothing listens there it fails, and you can watch it being tried again:</p>
${snippet(
  "curl",
  `curl -X POST '${origin}/v2/publish/http://localhost:3000/api/hello' \\
  -H 'Authorization: Bearer ${token}' \\
  -H 'Upstash-Label: first' -H 'Upstash-Retry-Delay: 5000' \\
  -d '{"hello":"world"}'`,
)}
</div>`;
}
