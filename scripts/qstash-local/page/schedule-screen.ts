import type { Schedule } from "../engine/schedule";
import { headerValue } from "../http/header-map";
import { cronInWords } from "./cron-words";
import { frame } from "./frame";
import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import { methodAndUrl } from "./method-and-url";
import type { PageAnswer } from "./page-answer";
import type { PageCall } from "./page-call";
import { scheduleButtons } from "./schedule-actions";
import { snippet } from "./snippet";
import { table } from "./table";
import { countdown, moment } from "./times";

/** `GET /schedules`: what is published again and again. */
export function scheduleScreen(call: PageCall): PageAnswer {
  const schedules = call.tenant.scheduler.list();
  const content = markup`<h1>Schedules</h1>${schedules.length > 0 ? list(call, schedules) : none(call)}`;
  return frame(call, { title: `Schedules (${schedules.length})`, content });
}

function list(call: PageCall, schedules: readonly Schedule[]): Markup {
  return table(
    "Schedules in order of creation",
    [
      { heading: "Schedule", look: "grow", cell: (schedule) => what(call, schedule) },
      { heading: "When", cell: when },
      { heading: "Next", cell: (schedule) => next(schedule, call.now) },
      { heading: "Last", cell: (schedule) => last(call, schedule) },
      { heading: "Actions", look: "actions", cell: (schedule) => scheduleButtons(call, schedule) },
    ],
    schedules,
    ({ id }) => id,
  );
}

function what(call: PageCall, { id, request, error }: Schedule): Markup {
  return markup`<a class="what" href="${linkTo(call, "/", { schedule: id })}">${id}</a>
<span class="notes">${methodAndUrl({ method: headerValue(request.headers, "upstash-method") ?? "POST", url: request.destination })}</span>
${error === undefined ? null : markup`<span class="notes bad">Made no message last time: ${error}</span>`}`;
}

function when({ cron, request }: Schedule): Markup {
  const words = cronInWords(cron);
  const delay = headerValue(request.headers, "upstash-delay");
  return markup`${words ? markup`${words}<br>` : null}<code>${cron}</code>${delay ? markup`<br><span class="quiet">each message waits ${delay} more</span>` : null}`;
}

function next({ isPaused, nextScheduleTime }: Schedule, now: number): Markup {
  if (isPaused) return markup`<span class="state warn">Paused</span>`;
  if (nextScheduleTime === undefined) return markup`<span class="quiet">never</span>`;
  return markup`${countdown(nextScheduleTime, now)}<br><span class="quiet">${moment(nextScheduleTime, now)}</span>`;
}

const OUTCOMES = {
  IN_PROGRESS: markup`<span class="accent">in progress</span>`,
  SUCCESS: markup`<span class="good">delivered</span>`,
  FAIL: markup`<span class="bad">failed</span>`,
};

function last(call: PageCall, { lastScheduleTime, lastStates }: Schedule): Markup {
  if (lastScheduleTime === undefined) return markup`<span class="quiet">not yet</span>`;
  return markup`${moment(lastScheduleTime, call.now)}${[...lastStates].map(
    ([id, state]) => markup`<br><a href="${linkTo(call, `/messages/${id}`)}">${OUTCOMES[state]}</a>`,
  )}`;
}

function none({ origin, tenant }: PageCall): Markup {
  return markup`<div class="card empty"><h2>No schedule yet</h2>
<p>A schedule publishes the same message again and again. This one does it every minute:</p>
${snippet(
  "curl",
  `curl -X POST '${origin}/v2/schedules/http://localhost:3000/api/hello' \\
  -H 'Authorization: Bearer ${tenant.account.credentials.token}' \\
  -H 'Upstash-Cron: * * * * *' -H 'Upstash-Schedule-Id: hello'`,
)}
<p>With the client: <code>client.schedules.create({ destination, cron: "* * * * *" })</code></p></div>`;
}
