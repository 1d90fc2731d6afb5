import type { Queues } from "../engine/queues";
import { badRequest, HttpError } from "../http/http-error";
import { limits } from "../limits";

/** The name of a queue. @throws {HttpError} 400 outside the alphabet of protocol §2.6. */
export function readQueueName(text: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(text)) return text;
  throw badRequest(`invalid queue name "${text}": expected letters, digits and . _ - only`);
}

/** @throws {HttpError} 400 when a queue message is to wait: its turn is when it is delivered (protocol §2.3). */
export function refuseDelay(options: { delayMs?: number; notBefore?: number }): void {
  if (options.delayMs)
    throw badRequest(
      "upstash-delay: a queue message cannot be delayed; leave it out, or publish without a queue",
    );
  if (options.notBefore !== undefined)
    throw badRequest(
      "upstash-not-before: a queue message cannot be delayed; leave it out, or publish without a queue",
    );
}

/** @throws {HttpError} 412 when there would be one queue too many. Source: protocol §3.6. */
export function assertRoomForQueue(queues: Queues, name: string): void {
  if (queues.get(name) || queues.list().length < limits.queues) return;
  throw new HttpError(
    412,
    `too many queues: at most ${limits.queues} are possible; delete one, or use another`,
  );
}
