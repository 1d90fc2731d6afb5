import type { Message } from "../engine/message";
import type { QueueUsage } from "../engine/queues";
import { frame } from "./frame";
import { linkTo } from "./links";
import { type Content, type Markup, markup } from "./markup";
import { methodAndUrl } from "./method-and-url";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { queueButtons } from "./queue-actions";
import { snippet } from "./snippet";
import { stateBadge } from "./state-badge";
import { table } from "./table";
import { countdown } from "./times";

/** `GET /queues`: what is delivered in order. */
export function queueScreen(call: PageCall): PageAnswer {
  const queues = call.tenant.engine.queues.list();
  const content = markup`<h1>Queues</h1>${queues.length > 0 ? list(call, queues) : none(call)}`;
  return frame(call, { title: `Queues (${queues.length})`, content });
}

function list(call: PageCall, queues: readonly QueueUsage[]): Markup {
  const unfinished = call.tenant.account.messages.allUnfinished();
  return table(
    "Queues in order of creation",
    [
      {
        heading: "Queue",
        look: "name",
        cell: ({ name }) => markup`<a class="what" href="${linkTo(call, "/", { queue: name })}">${name}</a>`,
      },
      { heading: "At a time", look: "number", cell: ({ parallelism }) => parallelism },
      { heading: "Unfinished", look: "number", cell: ({ lag }) => lag },
      { heading: "In front", look: "grow", cell: (queue) => inFront(call, queue, unfinished) },
      {
        heading: "State",
        cell: ({ isPaused }) => (isPaused ? markup`<span class="state warn">Paused</span>` : "Running"),
      },
      { heading: "Actions", look: "actions", cell: (queue) => queueButtons(call, queue) },
    ],
    queues,
    ({ name }) => name,
  );
}

/** The messages that the others wait for: an unfinished one keeps its place through all its retries. */
function inFront(call: PageCall, queue: QueueUsage, unfinished: readonly Message[]): Content {
  const first = unfinished
    .filter(({ spec }) => spec.queueName === queue.name)
    .slice(0, Math.min(3, queue.parallelism));
  return first.map(
    ({ id, spec, state, nextAttemptAt, waitingFor }) =>
      markup`<span class="notes">${stateBadge(state)} <a href="${linkTo(call, `/messages/${id}`)}">${methodAndUrl(spec)}</a> ${
        waitingFor === "time" && nextAttemptAt !== undefined ? countdown(nextAttemptAt, call.now) : null
      }</span>`,
  );
}

function none({ origin, tenant }: PageCall): Markup {
  return markup`<div class="card empty"><h2>No queue yet</h2>
<p>A queue delivers its messages one after another: the next one starts when the one before has been delivered or has failed, retries included. The first message makes it:</p>
${snippet(
  "curl",
  `curl -X POST '${origin}/v2/enqueue/my-queue/http://localhost:3000/api/hello' \\
  -H 'Authorization: Bearer ${tenant.account.credentials.token}' -d 'first'`,
)}
<p>With the client: <code>client.queue({ queueName: "my-queue" }).enqueueJSON({ url, body })</code></p></div>`;
}
