import type { Schedule } from "../engine/schedule";
import { type HeaderMap, headerValue } from "../http/header-map";
import { badRequest, notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import { newScheduleId } from "../ids";
import { parseCron } from "../time/cron";
import type { ApiCall, ApiRoute } from "./api-call";
import { readDestination } from "./option-values";
import { type PublishOptions, readPublishOptions, specFrom } from "./publish-options";
import { addressOf } from "./publish-routes";
import { readQueueName, refuseDelay } from "./queue-options";
import { scheduleView } from "./schedule-view";

const paused = (isPaused: boolean) => (call: ApiCall & { params: Params }) => setPaused(call, isPaused);

/**
 * Schedules. Pause and resume come first: `POST /v2/schedules/<id>/pause` must not be read as a destination. The
 * SDKs send PATCH there, the documentation says POST. Source: protocol §2.8.
 */
export const scheduleRoutes: ApiRoute[] = [
  { method: "PATCH", pattern: "/v2/schedules/:id/pause", handle: paused(true) },
  { method: "POST", pattern: "/v2/schedules/:id/pause", handle: paused(true) },
  { method: "PATCH", pattern: "/v2/schedules/:id/resume", handle: paused(false) },
  { method: "POST", pattern: "/v2/schedules/:id/resume", handle: paused(false) },
  {
    method: "GET",
    pattern: "/v2/schedules",
    handle: (call) => ok(call.tenant.scheduler.list().map((schedule) => viewOf(call, schedule))),
  },
  { method: "GET", pattern: "/v2/schedules/:id", handle: (call) => ok(viewOf(call, scheduleOf(call))) },
  { method: "DELETE", pattern: "/v2/schedules/:id", handle: deleteSchedule },
  { method: "POST", pattern: "/v2/schedules/*", handle: createSchedule },
];

function viewOf({ tenant }: ApiCall, schedule: Schedule): object {
  return scheduleView(schedule, (id) => tenant.account.messages.find(id));
}

function scheduleOf({ tenant, params }: ApiCall & { params: Params }): Schedule {
  const schedule = tenant.scheduler.get(params["id"] ?? "");
  if (schedule) return schedule;
  throw notFound(`schedule ${params["id"]} not found`);
}

function setPaused(call: ApiCall & { params: Params }, isPaused: boolean): Reply {
  const schedule = scheduleOf(call);
  schedule.isPaused = isPaused;
  call.tenant.scheduler.save(schedule);
  return ok();
}

function deleteSchedule(call: ApiCall & { params: Params }): Reply {
  call.tenant.scheduler.delete(scheduleOf(call).id);
  return ok();
}

async function createSchedule(call: ApiCall & { rest: string }): Promise<Reply> {
  const { destination, headers } = addressOf(call);
  const options = readPublishOptions(headers);
  const spec = specFrom(options, {
    url: readDestination(destination),
    headers,
    body: await call.body(),
    callerIp: call.callerIp,
    queueName: readQueue(headers, options),
  });
  const id = readScheduleId(headers);
  call.tenant.scheduler.put({ id, cron: readCron(headers).text, spec, delayMs: options.delayMs ?? 0 });
  return ok({ scheduleId: id });
}

function readScheduleId(headers: HeaderMap): string {
  if (headerValue(headers, "upstash-not-before"))
    throw badRequest("upstash-not-before: not for schedules, use a delay");
  const id = headerValue(headers, "upstash-schedule-id") ?? newScheduleId();
  if (/^[A-Za-z0-9._-]+$/.test(id)) return id;
  throw badRequest(`invalid upstash-schedule-id "${id}": expected letters, digits and . _ - only`);
}

/** The queue that each firing goes to, with its turn there in place of a delay (register 12). */
function readQueue(headers: HeaderMap, options: PublishOptions): string | undefined {
  const name = headerValue(headers, "upstash-queue-name");
  if (name === undefined) return undefined;
  refuseDelay(options);
  return readQueueName(name);
}

function readCron(headers: HeaderMap) {
  const text = headerValue(headers, "upstash-cron");
  if (text === undefined) throw badRequest("upstash-cron is missing: a schedule needs a cron expression");
  return parseCron(text);
}
