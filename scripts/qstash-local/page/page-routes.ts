import { asset } from "./assets";
import { clockActions } from "./clock-actions";
import { clockScreen } from "./clock-screen";
import { deadLetterActions } from "./dead-letter-actions";
import { deadLetterScreen } from "./dead-letter-screen";
import { faultActions } from "./fault-actions";
import { faultScreen } from "./fault-screen";
import { flowControlActions } from "./flow-control-actions";
import { flowControlScreen } from "./flow-control-screen";
import { logScreen } from "./log-screen";
import { messageActions } from "./message-actions";
import { bodyOfMessage } from "./message-body";
import { messageListScreen } from "./message-list-screen";
import { messageScreen } from "./message-screen";
import { jsonAnswer } from "./page-answer";
import type { PageRoute } from "./page-call";
import { queueActions } from "./queue-actions";
import { queueScreen } from "./queue-screen";
import { scheduleActions } from "./schedule-actions";
import { scheduleScreen } from "./schedule-screen";
import { urlGroupActions } from "./url-group-actions";
import { urlGroupScreen } from "./url-group-screen";
import { whatChanges } from "./what-changes";

/** Every screen, every form, and what the page loads. */
export const pageRoutes: PageRoute[] = [
  { method: "GET", pattern: "/", handle: messageListScreen },
  { method: "GET", pattern: "/messages/:id", handle: messageScreen },
  { method: "GET", pattern: "/messages/:id/body", handle: bodyOfMessage },
  { method: "GET", pattern: "/schedules", handle: scheduleScreen },
  { method: "GET", pattern: "/queues", handle: queueScreen },
  { method: "GET", pattern: "/flow-control", handle: flowControlScreen },
  { method: "GET", pattern: "/url-groups", handle: urlGroupScreen },
  { method: "GET", pattern: "/dead-letters", handle: deadLetterScreen },
  { method: "GET", pattern: "/log", handle: logScreen },
  { method: "GET", pattern: "/faults", handle: faultScreen },
  { method: "GET", pattern: "/clock", handle: clockScreen },
  { method: "GET", pattern: "/_dev/page/changes", handle: ({ service }) => jsonAnswer(whatChanges(service)) },
  ...messageActions,
  ...scheduleActions,
  ...queueActions,
  ...flowControlActions,
  ...urlGroupActions,
  ...deadLetterActions,
  ...faultActions,
  ...clockActions,
  { method: "GET", pattern: "/_dev/page/*", handle: ({ rest }) => asset(rest) },
];
