import * as fc from "fast-check";
import { destination, id, junk, label, mostly } from "./values";

const number = mostly(fc.constantFrom("0", "1", "2", "100"));
const duration = mostly(fc.constantFrom("0", "1s", "5m", "1d10h30m", "99999999999d"));
const flag = mostly(fc.constantFrom("true", "false"));
const expression = fc.oneof(
  fc.constantFrom(
    "1000",
    "pow(2, retried)",
    "1/0",
    "((((",
    "-".repeat(900),
    `${"(".repeat(400)}1${")".repeat(400)}`,
  ),
  junk,
);
const method = mostly(fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "CONNECT"));
const flowValue = mostly(fc.constantFrom("parallelism=1", "rate=2,period=1s", "rate=0, parallelism=-1"));
const redaction = mostly(fc.constantFrom("body", "header", "header[A],body", "headers[B"));
const cron = mostly(fc.constantFrom("* * * * *", "0 0 1 1 *", "CRON_TZ=Asia/Tokyo 5 4 * * 1", "61 * * * *"));

const OPTIONS: [string, fc.Arbitrary<string>][] = [
  ["Upstash-Method", method],
  ["Upstash-Retries", number],
  ["Upstash-Retry-Delay", expression],
  ["Upstash-Delay", duration],
  ["Upstash-Not-Before", number],
  ["Upstash-Timeout", duration],
  ["Upstash-Label", label],
  ["Upstash-Header-Forward", flag],
  ["Upstash-Forward-X-Any", junk],
  ["Upstash-Callback", destination],
  ["Upstash-Callback-Retries", number],
  ["Upstash-Callback-Delay", duration],
  ["Upstash-Callback-Forward-A", junk],
  ["Upstash-Failure-Callback", destination],
  ["Upstash-Failure-Callback-Method", method],
  ["Upstash-Deduplication-Id", id],
  ["Upstash-Content-Based-Deduplication", flag],
  ["Upstash-Flow-Control-Key", mostly(fc.constantFrom("f1", "f2"))],
  ["Upstash-Flow-Control-Value", flowValue],
  ["Upstash-Redact-Fields", redaction],
  ["Upstash-Queue-Name", id],
  ["Upstash-Cron", cron],
  ["Upstash-Schedule-Id", id],
  ["Content-Type", mostly(fc.constantFrom("application/json", "application/x-www-form-urlencoded"))],
  ["Cookie", junk],
];

/** One option of a publish, well or badly filled in. */
export const option: fc.Arbitrary<[string, string]> = fc
  .constantFrom(...OPTIONS)
  .chain(([name, value]) => fc.tuple(fc.constant(name), value));

/** A header that HTTP itself may stumble over: names that are none, values of any length. */
const oddHeader = fc.tuple(
  fc.oneof(
    fc.constantFrom("X-Odd", "Upstash-Forward-", "__proto__", "Expect", "Upgrade"),
    fc.string({ maxLength: 8 }),
  ),
  junk,
);

/** Headers beside token and framing, sometimes twice the same. A schedule mostly gets its cron, a form its type. */
export function headersFor(target: string): fc.Arbitrary<[string, string][]> {
  return fc.tuple(neededBy(target), some).map(([needed, headers]) => [...needed, ...headers]);
}

function neededBy(target: string): fc.Arbitrary<[string, string][]> {
  if (target.startsWith("/v2/schedules/")) return cron.map((text) => [["Upstash-Cron", text]]);
  if (target.startsWith("/_dev/page/"))
    return fc.constant([["Content-Type", "application/x-www-form-urlencoded"]]);
  return fc.constant([]);
}

const some: fc.Arbitrary<[string, string][]> = fc.oneof(
  { weight: 8, arbitrary: fc.array(option.map(sendable), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(option, oddHeader), { maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.array(option.map(sendable), { maxLength: 3 }).map((some) => [...some, ...some]),
  },
);

/** Without what ends a header line too early, so that the request gets past node's parser. */
function sendable([name, value]: [string, string]): [string, string] {
  return [name, value.replaceAll(/\p{Cc}/gu, " ").slice(0, 4000)];
}
