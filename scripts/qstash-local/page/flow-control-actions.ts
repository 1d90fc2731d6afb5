import type { FlowControl } from "../engine/flow-control";
import type { FlowKeyUsage } from "../engine/flow-gate";
import { actionButton } from "./action-button";
import { backTo } from "./links";
import type { Markup } from "./markup";
import { type PageAnswer, seeOther } from "./page-answer";
import type { PageCall, PageRoute } from "./page-call";

/** What can be done to a flow-control key. It is a field of the form: a key may be any text. */
export const flowControlActions: PageRoute[] = [
  {
    method: "POST",
    pattern: "/_dev/page/flow-control/pause",
    handle: (call) => steer(call, "pause-key", (flowControl, key) => flowControl.pause(key)),
  },
  {
    method: "POST",
    pattern: "/_dev/page/flow-control/resume",
    handle: (call) => steer(call, "resume-key", (flowControl, key) => flowControl.unpause(key)),
  },
  {
    method: "POST",
    pattern: "/_dev/page/flow-control/reset",
    handle: (call) => steer(call, "reset-key", (flowControl, key) => flowControl.resetRate(key)),
  },
];

/** The buttons for it. */
export function flowControlButtons(call: PageCall, { key, isPaused, rate }: FlowKeyUsage): Markup[] {
  const common = { fields: { key }, about: key };
  const verb = isPaused ? "resume" : "pause";
  const pause = actionButton(call, {
    ...common,
    path: `flow-control/${verb}`,
    label: isPaused ? "Resume" : "Pause",
  });
  if (rate === undefined) return [pause];
  const hint = "Begin a new period now, with nothing used up";
  return [pause, actionButton(call, { ...common, path: "flow-control/reset", label: "Reset rate", hint })];
}

/** A key that nobody needs any more is forgotten; then there is nothing to steer. */
function steer(
  call: PageCall,
  did: string,
  change: (flowControl: FlowControl, key: string) => void,
): PageAnswer {
  const { flowControl } = call.tenant.engine;
  const key = call.form.get("key") ?? "";
  if (flowControl.get(key)) change(flowControl, key);
  return seeOther(backTo(call.form, did));
}
