"use client";

import { useActionState, useEffect, useRef } from "react";
import { Notice } from "@/app/_components/notice";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import { type ReplayState, replayEdited } from "./actions";
import { FieldOf } from "./field-of";
import type { Field } from "./fields";

type PayloadFormProps = {
  field: Field;
  /** What it begins with; secrets are masked. */
  payload: unknown;
  hidden: Readonly<Record<string, string>>;
};

/** A payload as a form; every button asks the server, so that it works without JavaScript too. */
export function PayloadForm({ field, payload, hidden }: PayloadFormProps) {
  const begun: ReplayState = {
    draft: { payload, misfits: {} },
    turn: 0,
    focus: null,
    message: null,
    errors: {},
    reason: "",
  };
  const [state, send, isPending] = useActionState(replayEdited, begun);
  const form = useFocus(state);
  const others = Object.entries(state.errors).filter(([, message]) => message !== "");
  return (
    <form key={state.turn} ref={form} action={send} className="grid max-w-3xl grid-cols-1 gap-5">
      {/* The first button of a form is what the Enter key presses: it only draws the form anew. */}
      <button type="submit" name="do" value="look" tabIndex={-1} aria-hidden="true" className="sr-only">
        Look at it
      </button>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {(state.message !== null || others.length > 0) && (
        <Notice tone="destructive">
          {state.message ?? "Not everything fits yet."}
          {others.length > 0 && (
            <ul className="mt-1 list-disc pl-4">
              {others.map(([pointer, message]) => (
                <li key={pointer} className="wrap-anywhere whitespace-pre-wrap">
                  {pointer === "" ? (
                    ""
                  ) : (
                    <code className="font-mono text-xs">{pointer.slice(1).replaceAll("/", ".")}</code>
                  )}{" "}
                  {message}
                </li>
              ))}
            </ul>
          )}
        </Notice>
      )}
      <div inert={isPending} className="grid grid-cols-1 gap-4 rounded-xl border bg-card p-5">
        <FieldOf
          field={field}
          value={state.draft.payload}
          pointer=""
          drawn={{ errors: state.errors, misfits: state.draft.misfits }}
        />
      </div>
      <TextField
        label="Reason"
        name="reason"
        maxLength={500}
        defaultValue={state.reason}
        hint="Kept with who did it, for those who ask later."
      />
      <SubmitButton
        pending={isPending}
        pendingLabel="Working…"
        className="justify-self-start"
        name="do"
        value="replay"
      >
        Start the replay
      </SubmitButton>
    </form>
  );
}

/** Leads the focus to where one goes on after the server's look. */
function useFocus({ focus, turn }: ReplayState) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (turn === 0 || focus === null) return;
    const place = form.current?.querySelector(`[data-at="${CSS.escape(focus)}"]`);
    place
      ?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button:not([hidden])")
      ?.focus();
  }, [focus, turn]);
  return form;
}
