import type { Message } from "../engine/message";
import { badRequest } from "../http/http-error";

/** Picks messages by query parameters: OR inside one filter, AND between filters. Source: protocol §2.5. */
export type MessageFilter = (message: Message) => boolean;

type Matcher = (message: Message, values: readonly string[]) => boolean;

/** For what no message of this server has: nothing matches, rather than everything. */
const none: Matcher = () => false;

const MATCHERS = new Map<string, Matcher>([
  ["messageId", (message, values) => values.includes(message.id)],
  ["messageIds", (message, values) => values.includes(message.id)],
  ["url", (message, values) => values.includes(message.spec.url)],
  ["host", (message, values) => values.includes(new URL(message.spec.url).host)],
  ["path", (message, values) => values.includes(new URL(message.spec.url).pathname)],
  ["label", (message, values) => message.spec.labels.some((label) => values.includes(label))],
  [
    "scheduleId",
    (message, values) => message.scheduleId !== undefined && values.includes(message.scheduleId),
  ],
  ["callerIp", (message, values) => values.includes(message.spec.callerIp)],
  ["callerIP", (message, values) => values.includes(message.spec.callerIp)],
  [
    "fromDate",
    (message, values) => values.some((value) => message.createdAt >= readMilliseconds("fromDate", value)),
  ],
  [
    "toDate",
    (message, values) => values.some((value) => message.createdAt <= readMilliseconds("toDate", value)),
  ],
  ["topicName", none],
  ["queueName", none],
  ["flowControlKey", none],
]);

/** Parameters that never filter. */
const OTHERS = new Set(["count", "cursor", "async", "order", "qstash_token"]);

/**
 * Reads the filters of a query. No filter matches everything.
 *
 * @param own parameters that the caller understands itself; any other unknown one is refused, because to overlook a
 *   misspelt filter would be to cancel or delete everything.
 * @throws {HttpError} 400 that names the parameter.
 */
export function readMessageFilter(query: URLSearchParams, own: readonly string[] = []): MessageFilter {
  const names = [...new Set(query.keys())].filter((name) => !OTHERS.has(name) && !own.includes(name));
  const tests = names.map((name): MessageFilter => {
    const matches = MATCHERS.get(name);
    if (!matches)
      throw badRequest(`unknown filter "${name}": expected ${[...MATCHERS.keys(), ...own].join(", ")}`);
    const values = readValues(query, name);
    return (message) => matches(message, values);
  });
  return (message) => tests.every((test) => test(message));
}

/** Values come repeated or as a list with commas; a value that itself contains a comma also counts as a whole. */
export function readValues(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => [value, ...value.split(",").map((part) => part.trim())]);
}

/** `count`, bounded to 1 to 100. Default 100. */
export function readCount(query: URLSearchParams): number {
  const text = query.get("count") ?? "100";
  if (!/^\d+$/.test(text) || Number(text) < 1)
    throw badRequest(`invalid count: expected 1 to 100, came "${text}"`);
  return Math.min(100, Number(text));
}

function readMilliseconds(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`invalid ${name}: expected Unix milliseconds, came "${text}"`);
}
