import type { FlowKeyUsage } from "../engine/flow-gate";
import { periodEnd, rateUsed } from "../engine/flow-key";
import { waitInWords } from "../time/duration-words";
import { flowControlButtons } from "./flow-control-actions";
import { frame } from "./frame";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { snippet } from "./snippet";
import { table } from "./table";
import { countdown } from "./times";

/** `GET /flow-control`: what limits deliveries, and how much of it is used. */
export function flowControlScreen(call: PageCall): PageAnswer {
  const keys = call.tenant.engine.flowControl.list();
  const { count, max } = call.tenant.engine.slots.usage();
  const content = markup`<h1>Flow control</h1>
<p class="quiet">${count} of ${max} deliveries are under way, over all keys and messages.</p>
${keys.length > 0 ? list(call, keys) : none(call)}`;
  return frame(call, { title: `Flow control (${keys.length})`, content });
}

function list(call: PageCall, keys: readonly FlowKeyUsage[]): Markup {
  return table(
    "Flow-control keys",
    [
      { heading: "Key", look: "grow", cell: (usage) => name(call, usage) },
      { heading: "Waiting", look: "number", cell: ({ waiting }) => waiting },
      { heading: "Under way", look: "number", cell: underWay },
      { heading: "Rate", cell: (usage) => rate(usage, call.now) },
      {
        heading: "State",
        cell: ({ isPaused }) => (isPaused ? markup`<span class="state warn">Paused</span>` : "Running"),
      },
      { heading: "Actions", look: "actions", cell: (usage) => flowControlButtons(call, usage) },
    ],
    keys,
    ({ key }) => key,
  );
}

function name(call: PageCall, { key, isPinnedParallelism, isPinnedRate }: FlowKeyUsage): Markup {
  return markup`<a class="what" href="${linkTo(call, "/", { key })}">${key}</a>
${isPinnedParallelism ? markup`<span class="note">parallelism pinned</span> ` : null}${isPinnedRate ? markup`<span class="note">rate pinned</span>` : null}`;
}

function underWay({ running, parallelism }: FlowKeyUsage): string {
  return parallelism === undefined ? `${running}` : `${running} of ${parallelism}`;
}

function rate(usage: FlowKeyUsage, now: number): Markup {
  if (usage.rate === undefined) return markup`<span class="quiet">no limit</span>`;
  const end = periodEnd(usage);
  return markup`${rateUsed(usage, now)} of ${usage.rate} per ${waitInWords(usage.periodMs)}${
    end > now ? markup`<br><span class="quiet">next period ${countdown(end, now)}</span>` : null
  }`;
}

function none({ origin, tenant }: PageCall): Markup {
  return markup`<div class="card empty"><h2>No flow-control key in use</h2>
<p>A key limits how many deliveries start within a period (its rate) and how many wait for an answer at once (its parallelism), for all messages that have it. What does not fit waits. A key shows up here while something needs it:</p>
${snippet(
  "curl",
  `curl -X POST '${origin}/v2/publish/http://localhost:3000/api/hello' \\
  -H 'Authorization: Bearer ${tenant.account.credentials.token}' \\
  -H 'Upstash-Flow-Control-Key: mails' -H 'Upstash-Flow-Control-Value: rate=10,period=1m,parallelism=2'`,
)}
<p>With the client: <code>client.publish({ url, flowControl: { key: "mails", rate: 10, period: "1m", parallelism: 2 } })</code></p></div>`;
}
