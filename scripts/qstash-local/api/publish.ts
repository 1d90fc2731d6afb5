import type { Account } from "../engine/account";
import { deduplicationKey } from "../engine/deduplication";
import type { DeliverySpec } from "../engine/delivery-spec";
import type { PublishRequest } from "../engine/publish-request";
import type { Tenant } from "../engine/tenant";
import type { UrlGroup } from "../engine/url-groups";
import { HttpError } from "../http/http-error";
import { limits } from "../limits";
import type { Clock } from "../time/clock";
import { readDestination } from "./option-values";
import { type PublishOptions, readPublishOptions, specFrom } from "./publish-options";
import { assertRoomForQueue, refuseDelay } from "./queue-options";

/** The answer for one message. The URL is told where the caller named a group (register 3). */
export type Published = { messageId: string; url?: string; deduplicated?: true };

/** Who publishes: an account and its engine, and the schedule if it is one that fires. */
type Publisher = Pick<Tenant, "account" | "engine"> & { scheduleId?: string };

/**
 * Accepts a message, unless it is a duplicate. To a URL group, one independent message per endpoint.
 *
 * @throws {HttpError} 400 or 412 for what cannot be accepted; nothing is stored then.
 */
export function publish(publisher: Publisher, request: PublishRequest): Published | Published[] {
  const { group, ...understood } = understand(publisher.account, request);
  if (request.queueName !== undefined) assertRoomForQueue(publisher.engine.queues, request.queueName);
  if (!group) return accept(publisher, understood);
  return group.endpoints.map(({ url, name }) => {
    const spec = { ...understood.spec, url, topicName: group.name, endpointName: name };
    const { messageId, deduplicated } = accept(publisher, { ...understood, spec });
    return { messageId, url, deduplicated };
  });
}

type Understood = { spec: DeliverySpec; options: PublishOptions; group?: UrlGroup };

/**
 * What a request asks for, with its group's default headers behind its own. The spec of a request to a group has the
 * group's name in place of a URL, until it is known who gets it.
 *
 * @throws {HttpError} 400 or 412 that names what cannot be accepted.
 */
export function understand({ clock, urlGroups }: Account, request: PublishRequest): Understood {
  const group = urlGroups.get(request.destination);
  const url = group ? group.name : readDestination(request.destination);
  const headers = new Map([...(group?.headers ?? []), ...request.headers]);
  const options = readPublishOptions(headers);
  if (request.queueName !== undefined) refuseDelay(options);
  assertWithinPlan(options, clock);
  return { spec: specFrom(options, { ...request, headers, url }), options, group };
}

function assertWithinPlan({ delayMs = 0, notBefore }: PublishOptions, clock: Clock): void {
  const waitMs = notBefore === undefined ? delayMs : clock.fromWall(notBefore) - clock.now();
  if (waitMs <= limits.delayMs) return;
  const name = notBefore === undefined ? "upstash-delay" : "upstash-not-before";
  throw new HttpError(412, `${name}: a message can wait at most ${limits.delayMs / 86_400_000} days`);
}

function accept({ account, engine, scheduleId }: Publisher, { spec, options }: Understood): Published {
  const now = account.clock.now();
  const key = deduplicationKey(spec, options);
  const original = key && account.deduplication.find(key, now);
  if (original) return { messageId: original, deduplicated: true };
  const { id } = engine.accept(spec, { ...options, scheduleId });
  if (key) account.deduplication.take(key, id, now);
  return { messageId: id };
}
