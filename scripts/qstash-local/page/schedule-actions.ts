import type { Schedule } from "../engine/schedule";
import { notFound } from "../http/http-error";
import { actionButton } from "./action-button";
import { backTo } from "./links";
import type { Markup } from "./markup";
import { type PageAnswer, seeOther } from "./page-answer";
import type { PageCall, PageRoute, ScreenCall } from "./page-call";

/** What can be done to a schedule. */
export const scheduleActions: PageRoute[] = [
  { method: "POST", pattern: "/_dev/page/schedules/:id/run", handle: run },
  { method: "POST", pattern: "/_dev/page/schedules/:id/pause", handle: (call) => setPaused(call, true) },
  { method: "POST", pattern: "/_dev/page/schedules/:id/resume", handle: (call) => setPaused(call, false) },
  { method: "POST", pattern: "/_dev/page/schedules/:id/delete", handle: remove },
];

/** The buttons for it. */
export function scheduleButtons(call: PageCall, { id, isPaused }: Schedule): Markup[] {
  const path = `schedules/${id}`;
  const verb = isPaused ? "resume" : "pause";
  return [
    actionButton(call, { path: `${path}/run`, label: "Run now", hint: "Publish its message now", about: id }),
    actionButton(call, { path: `${path}/${verb}`, label: isPaused ? "Resume" : "Pause", about: id }),
    actionButton(call, {
      path: `${path}/delete`,
      label: "Delete…",
      confirm: { question: `Delete the schedule ${id}? Messages that it made go on.`, label: "Delete it" },
    }),
  ];
}

function run(call: ScreenCall): PageAnswer {
  call.tenant.scheduler.fire(scheduleOf(call));
  return seeOther(backTo(call.form, "run-schedule"));
}

function setPaused(call: ScreenCall, isPaused: boolean): PageAnswer {
  const schedule = scheduleOf(call);
  schedule.isPaused = isPaused;
  call.tenant.scheduler.save(schedule);
  return seeOther(backTo(call.form, isPaused ? "pause-schedule" : "resume-schedule"));
}

function remove(call: ScreenCall): PageAnswer {
  call.tenant.scheduler.delete(scheduleOf(call).id);
  return seeOther(backTo(call.form, "delete-schedule"));
}

function scheduleOf({ tenant, params }: ScreenCall): Schedule {
  const schedule = tenant.scheduler.get(params["id"] ?? "");
  if (schedule) return schedule;
  throw notFound(`The schedule ${params["id"]} does not exist: it may have been deleted meanwhile.`);
}
