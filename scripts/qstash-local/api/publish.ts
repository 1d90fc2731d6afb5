import type { Tenant } from "../engine/tenant";
import type { HeaderMap } from "../http/header-map";
import { readDestination } from "./option-values";
import { readPublishOptions, specFrom } from "./publish-options";
import { assertRoomForQueue, refuseDelay } from "./queue-options";

/** One thing to publish, from a request of its own or from a slot of a batch. */
export type PublishRequest = {
  destination: string;
  headers: HeaderMap;
  body: Buffer;
  callerIp: string;
  /** Makes it an enqueue; made with parallelism 1 when it is missing. */
  queueName?: string;
};

/** The answer for it. */
export type Published = { messageId: string; deduplicated?: true };

/** Accepts a message, unless its deduplication id is taken. @throws {HttpError} 400 for bad input, 412 over a limit; nothing is stored then. */
export function publish({ account, engine }: Tenant, request: PublishRequest): Published {
  const options = readPublishOptions(request.headers);
  const spec = specFrom(options, { ...request, url: readDestination(request.destination) });
  if (request.queueName !== undefined) {
    refuseDelay(options);
    assertRoomForQueue(engine.queues, request.queueName);
  }
  const now = account.clock.now();
  const { deduplicationId } = options;
  const original = deduplicationId && account.deduplication.find(deduplicationId, now);
  if (original) return { messageId: original, deduplicated: true };
  const { id } = engine.accept(spec, options);
  if (deduplicationId) account.deduplication.take(deduplicationId, id, now);
  return { messageId: id };
}
