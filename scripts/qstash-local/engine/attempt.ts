import type { AttemptResult } from "../delivery/attempt-result";
import type { Stop } from "../delivery/stop";
import type { Sign } from "../faults/faulty-signature";
import type { HeaderMap } from "../http/header-map";
import { systemClock } from "../time/clock";
import type { Account } from "./account";
import { excerptOf } from "./answer-excerpt";
import { type Message, rememberAttempt } from "./message";

/** The region we claim to be. It matters only to a receiver in multi-region mode. */
const REGION = "EU-CENTRAL-1";

/** Delivers a message once, freshly signed, and remembers the attempt on it. Decides nothing. */
export async function attempt(
  account: Account,
  message: Message,
  stop: Stop,
  mark: { redelivery?: true } = {},
): Promise<AttemptResult> {
  const startedAt = account.clock.now();
  const retried = message.retried;
  const { sign, send } = account.faults.forAttempt(message, mark);
  const header = deliveryHeaders(account, message, sign);
  const result = await send({ ...message.spec, header, connections: account.connections }, stop);
  const finishedAt = account.clock.now();
  const { status, error } = result;
  const answer = excerptOf(result);
  rememberAttempt(message, { retried, startedAt, finishedAt, status, error, answer, ...mark });
  return result;
}

/** What the destination gets (protocol §4.1): the forwarded headers, and over them our own. */
function deliveryHeaders(account: Account, message: Message, sign: Sign): HeaderMap {
  const { url, body, header, callerIp, topicName } = message.spec;
  const key = account.credentials.currentSigningKey;
  // The receiver checks `exp` against its own clock, which nobody has moved. So it is with the time limit of an attempt.
  const nowMs = systemClock.now();
  const own = {
    "User-Agent": "Upstash-QStash",
    "Upstash-Message-Id": message.id,
    "Upstash-Retried": String(message.retried),
    "Upstash-Signature": sign({ url, body, key, nowMs }),
    "Upstash-Region": REGION,
    "Upstash-Caller-Ip": callerIp,
    ...(topicName !== undefined && { "Upstash-Topic-Name": topicName }),
    ...(message.scheduleId && { "Upstash-Schedule-Id": message.scheduleId }),
  };
  const all = new Map(header);
  for (const [name, value] of Object.entries(own)) all.set(name, [value]);
  return all;
}
