import type { Schedule } from "../engine/schedule";
import { type HeaderMap, headerValue } from "../http/header-map";
import { badRequest, HttpError, notFound } from "../http/http-error";
import { ok, type Params, type Reply } from "../http/router";
import { newScheduleId } from "../ids";
import { limits } from "../limits";
import { parseCron } from "../time/cron";
import type { ApiCall, ApiRoute } from "./api-call";
import { understand } from "./publish";
import { addressOf, subjectOf } from "./publish-routes";
import { readQueueName } from "./queue-options";
import { scheduleView } from "./schedule-view";
import { underFaults } from "./under-faults";

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
    handle: ({ tenant }) => ok(tenant.scheduler.list().map(scheduleView)),
  },
  { method: "GET", pattern: "/v2/schedules/:id", handle: (call) => ok(scheduleView(scheduleOf(call))) },
  { method: "DELETE", pattern: "/v2/schedules/:id", handle: deleteSchedule },
  { method: "POST", pattern: "/v2/schedules/*", handle: underFaults(subjectOf, createSchedule) },
];

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
  const id = readScheduleId(headers);
  const cron = readCron(headers).text;
  const queueName = readQueue(headers);
  const request = { destination, headers, body: await call.body(), callerIp: call.callerIp, queueName };
  understand(call.tenant.account, request);
  assertRoom(call, id);
  call.tenant.scheduler.put({ id, cron, request });
  return ok({ scheduleId: id });
}

function readScheduleId(headers: HeaderMap): string {
  if (headerValue(headers, "upstash-not-before"))
    throw badRequest("upstash-not-before: not for schedules, use a delay");
  const id = headerValue(headers, "upstash-schedule-id") ?? newScheduleId();
  if (/^[A-Za-z0-9._-]+$/.test(id)) return id;
  throw badRequest(`invalid upstash-schedule-id "${id}": expected letters, digits and . _ - only`);
}

/** The queue that each firing is enqueued in. */
function readQueue(headers: HeaderMap): string | undefined {
  const name = headerValue(headers, "upstash-queue-name");
  return name === undefined ? undefined : readQueueName(name);
}

function assertRoom({ tenant: { scheduler } }: ApiCall, id: string): void {
  if (scheduler.get(id) || scheduler.list().length < limits.schedules) return;
  throw new HttpError(412, `too many schedules: an account has at most ${limits.schedules}`);
}

function readCron(headers: HeaderMap) {
  const text = headerValue(headers, "upstash-cron");
  if (text === undefined) throw badRequest("upstash-cron is missing: a schedule needs a cron expression");
  return parseCron(text);
}
