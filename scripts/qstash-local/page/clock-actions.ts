import type { ClockControl } from "../engine/clock-control";
import type { ClockReport, ClockState } from "../engine/clock-state";
import { actionButton } from "./action-button";
import { fieldForm } from "./field-form";
import { backTo } from "./links";
import { type Markup, markup } from "./markup";
import { seeOther } from "./page-answer";
import type { PageCall, PageRoute } from "./page-call";

/** A browser waits no longer than this for what a step of the clock leads to; it goes on by itself. */
const PATIENCE = { timeout: "5s" };

/** What can be done to the clock, for all accounts. */
export const clockActions: PageRoute[] = [
  verb("freeze", (clock) => clock.freeze()),
  verb("resume", (clock) => clock.resume()),
  verb("advance", (clock, form) => clock.advance(form.get("by")?.trim() ?? "", PATIENCE)),
  verb("next", (clock) => clock.next(PATIENCE)),
  verb("drain", (clock) => clock.drain(PATIENCE)),
  verb("scale", (clock, form) => clock.delayScale(Number(form.get("factor")?.trim() || Number.NaN))),
  verb("reset", (clock) => clock.reset()),
];

/** The buttons and fields for it. */
export function clockButtons(call: PageCall, { frozen, delayScale }: ClockState): Markup {
  return markup`<section class="card controls"><h2>Move it</h2>
<div class="buttons">${
    frozen
      ? actionButton(call, { path: "clock/resume", label: "Let it go on" })
      : actionButton(call, {
          path: "clock/freeze",
          label: "Freeze",
          hint: "Nothing that waits for a later time is delivered",
        })
  }${actionButton(call, { path: "clock/next", label: "To what is due next", hint: "Finish what is due, then move on to the next time at which something is" })}${actionButton(
    call,
    {
      path: "clock/drain",
      label: "Until nothing waits",
      hint: "Move on through every delay and every retry",
    },
  )}</div>
${fieldForm(call, { path: "clock/advance", label: "Advance by", name: "by", value: "30m", button: "Advance", hint: "Everything that comes due on the way happens, in order" })}
${fieldForm(call, { path: "clock/scale", label: "Multiply the waits of new messages by", name: "factor", value: String(delayScale), button: "Set", hint: "0 = no message waits; 1 = as they are" })}
${actionButton(call, { path: "clock/reset", label: "Back to the wall clock…", confirm: { question: "What was planned by the moved clock keeps its time, and may be far ahead then.", label: "Back to the wall clock" } })}
</section>`;
}

function verb(
  name: string,
  act: (clock: ClockControl, form: URLSearchParams) => Promise<ClockState | ClockReport>,
): PageRoute {
  return {
    method: "POST",
    pattern: `/_dev/page/clock/${name}`,
    async handle({ service, form }) {
      const state = await act(service.clock, form);
      const isCutShort = "complete" in state && !state.complete;
      return seeOther(backTo(form, isCutShort ? "clock-cut-short" : `clock-${name}`));
    },
  };
}
