"use client";

import { useActionState } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import type { FormState } from "@/app/_people/form-state";

export type RunAgainAction = (state: FormState, form: FormData) => Promise<FormState>;

type RunAgainProps = { action: RunAgainAction; jobId: string; formKey: string };

/** Asks for the same once more. Pressed twice it is one: the page that was drawn has a key. */
export function RunAgain({ action, jobId, formKey }: RunAgainProps) {
  const [state, formAction, isPending] = useActionState(action, {});
  return (
    <form action={formAction} className="flex items-center gap-2">
      <input type="hidden" name="jobId" value={jobId} />
      <input type="hidden" name="key" value={`${formKey}:${jobId}`} />
      <button type="submit" aria-disabled={isPending} className={buttonStyle("outline", "small")}>
        {isPending ? "One moment…" : "Run again"}
      </button>
      <span
        aria-live="polite"
        className={`text-sm empty:hidden ${state.message === undefined ? "text-muted-foreground" : "text-destructive"}`}
      >
        {state.message ?? state.done}
      </span>
    </form>
  );
}
