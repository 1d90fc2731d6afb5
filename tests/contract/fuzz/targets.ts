import * as fc from "fast-check";
import { destination, id, junk, label } from "./values";

/** The routes; `*` stands for a destination and `:id` for an id. */
const ROUTES = [
  "GET /v2/messages/:id",
  "DELETE /v2/messages/:id",
  "DELETE /v2/messages",
  "POST /v2/messages/:id/retry",
  "GET /v2/bulkActions",
  "GET /v2/bulkActions/:id",
  "POST /v2/queues",
  "GET /v2/queues",
  "GET /v2/queues/:id",
  "DELETE /v2/queues/:id",
  "POST /v2/queues/:id/pause",
  "POST /v2/queues/:id/resume",
  "POST /v2/topics/:id/endpoints",
  "DELETE /v2/topics/:id/endpoints",
  "GET /v2/topics",
  "GET /v2/topics/:id",
  "DELETE /v2/topics/:id",
  "PATCH /v2/topics/:id",
  "GET /v2/schedules",
  "GET /v2/schedules/:id",
  "DELETE /v2/schedules/:id",
  "PATCH /v2/schedules/:id/pause",
  "POST /v2/schedules/:id/resume",
  "GET /v2/dlq",
  "GET /v2/dlq/:id",
  "DELETE /v2/dlq/:id",
  "DELETE /v2/dlq",
  "POST /v2/dlq/retry/:id",
  "POST /v2/dlq/retry",
  "GET /v2/events",
  "GET /v2/logs",
  "GET /v2/keys",
  "POST /v2/keys/rotate",
  "GET /v2/flowControl",
  "GET /v2/flowControl/:id",
  "POST /v2/flowControl/:id/pause",
  "POST /v2/flowControl/:id/resume",
  "POST /v2/flowControl/:id/pin",
  "POST /v2/flowControl/:id/unpin",
  "POST /v2/flowControl/:id/resetRate",
  "GET /v2/globalParallelism",
  "POST /llm/v1/chat/completions",
  "GET /_dev/health",
  "GET /_dev/messages",
  "POST /_dev/messages/:id/redeliver",
  "POST /_dev/schedules/:id/fire",
  "GET /_dev/faults",
  "POST /_dev/faults",
  "DELETE /_dev/faults",
  "DELETE /_dev/faults/:id",
  "GET /_dev/clock",
  "POST /_dev/clock/freeze",
  "POST /_dev/clock/resume",
  "POST /_dev/clock/set",
  "POST /_dev/clock/scale",
  "POST /_dev/clock/reset",
  "GET /",
  "GET /messages/:id",
  "GET /messages/:id/body",
  "GET /schedules",
  "GET /queues",
  "GET /flow-control",
  "GET /url-groups",
  "GET /dead-letters",
  "GET /log",
  "GET /clock",
  "GET /_dev/page/changes",
  "GET /_dev/page/:id",
  "POST /_dev/page/messages/:id/cancel",
  "POST /_dev/page/messages/:id/retry",
  "POST /_dev/page/schedules/:id/run",
  "POST /_dev/page/queues/:id/pause",
  "POST /_dev/page/dead-letters/retry",
  "POST /_dev/page/dead-letters/:id/delete",
];

/** They have the most to read, so they get as much as all others together. */
const PUBLISHING = ["POST /v2/publish/*", "POST /v2/batch", "POST /v2/enqueue/:id/*", "POST /v2/schedules/*"];

const NAMES =
  "messageId messageIds dlqIds url host path topicName queueName scheduleId label flowControlKey callerIp callerIP responseStatus fromDate toDate count cursor state async order search parallelism rate period qstash_token upstash-retries upstash-delay lable account label from to";

const parameter = fc
  .tuple(
    fc.constantFrom(...NAMES.split(" ")),
    fc.oneof(fc.constantFrom("1", "100", "{destination}/"), id, label),
  )
  .map(([name, value]) => `${name}=${encoded(value)}`);

const query = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  {
    weight: 4,
    arbitrary: fc.array(parameter, { minLength: 1, maxLength: 4 }).map((all) => `?${all.join("&")}`),
  },
  { weight: 1, arbitrary: junk.map((text) => `?${text.replaceAll(/\s/g, "+")}`) },
);

const known = fc
  .tuple(fc.oneof(fc.constantFrom(...ROUTES), fc.constantFrom(...PUBLISHING)), destination, id, query)
  .map(([route, to, id, query]) => {
    const [method = "", path = ""] = route.split(" ");
    const target = path.replace(":id", () => id).replace("*", () => to) + query;
    return { method, target: withoutControl(target) };
  });

const METHODS = "GET POST PUT PATCH DELETE HEAD OPTIONS TRACE PURGE CONNECT get FOO".split(" ");
const twisted = fc
  .tuple(
    known,
    fc.constantFrom(...METHODS),
    fc.nat(30),
    fc.constantFrom("//", "/", "%", "?", "/../", "%00", "\u0000", " "),
  )
  .map(([{ target }, method, at, text]) => ({
    method,
    target: target.slice(0, at) + text + target.slice(at),
  }));

const any = fc.record({ method: fc.constantFrom(...METHODS), target: junk.map((text) => `/${text}`) });

/** Method and target of a request: mostly of a route that exists, with parameters good and bad. */
export const address = fc.oneof(
  { weight: 12, arbitrary: known },
  { weight: 2, arbitrary: twisted },
  { weight: 1, arbitrary: any },
);

/** Placeholders stay as they are: what they stand for needs no escape. */
function encoded(value: string): string {
  return value.startsWith("{") ? value : encodeURIComponent(value.toWellFormed());
}

/** node's parser refuses control characters before any route is asked; the twisted targets have them. */
function withoutControl(target: string): string {
  return target.replaceAll(/[\p{Cc} ]/gu, "_");
}
