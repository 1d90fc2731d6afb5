import type { Message } from "../engine/message";
import { tookInWords } from "../time/duration-words";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import { methodAndUrl } from "./method-and-url";
import type { PageCall } from "./page-call";
import { moment } from "./times";

/** What was asked for, and where the message came from. What does not apply is left out. */
export function messageFacts(call: PageCall, message: Message): Markup {
  const { id, spec, createdAt, notBefore } = message;
  const { now } = call;
  return markup`<section class="card"><h2>Message</h2><dl>${[
    fact(
      "Id",
      markup`<code id="message-id">${id}</code> <button type="button" class="small" data-copy="message-id" hidden>Copy</button>`,
    ),
    fact("Created", moment(createdAt, now)),
    notBefore > createdAt ? fact("Not before", moment(notBefore, now)) : null,
    fact("Retries", retries(message)),
    spec.timeoutMs === undefined ? null : fact("Time limit", `${tookInWords(spec.timeoutMs)} per attempt`),
    spec.labels.length > 0 ? fact("Labels", links(call, "label", spec.labels)) : null,
    message.scheduleId === undefined ? null : fact("Schedule", links(call, "schedule", [message.scheduleId])),
    spec.queueName === undefined ? null : fact("Queue", links(call, "queue", [spec.queueName])),
    spec.flowControl && fact("Flow control", links(call, "key", [spec.flowControl.key])),
    spec.topicName === undefined ? null : fact("URL group", links(call, "group", [spec.topicName])),
    message.callbackOf === undefined ? null : fact("Reports about", source(call, message.callbackOf)),
    spec.callback && fact("Callback", methodAndUrl(spec.callback)),
    spec.failureCallback && fact("Failure callback", methodAndUrl(spec.failureCallback)),
    fact("Published from", spec.callerIp),
    message.dlqId === undefined ? null : fact("Dead letter", message.dlqId),
  ]}</dl></section>`;
}

function fact(name: string, value: Markup | string): Markup {
  return markup`<dt>${name}</dt><dd>${value}</dd>`;
}

function retries({ spec, retried }: Message): Markup {
  const wait =
    spec.retryDelay === undefined ? "default waits" : markup`waits of <code>${spec.retryDelay}</code> ms`;
  return spec.retries === 0 ? markup`none wanted` : markup`${retried} of ${spec.retries} used, ${wait}`;
}

function links(call: PageCall, name: string, values: readonly string[]): Markup {
  return markup`${values.map((value) => markup`<a class="note" href="${linkTo(call, "/", { [name]: value })}">${value}</a> `)}`;
}

function source(call: PageCall, id: string): Markup {
  return markup`<a href="${linkTo(call, `/messages/${id}`)}"><code>${id}</code></a>`;
}
