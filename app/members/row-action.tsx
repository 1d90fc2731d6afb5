"use client";

import { type FormEvent, useActionState } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import type { FormState } from "@/app/_people/form-state";

type RowActionProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  hidden: Readonly<Record<string, string>>;
  label: string;
  /** Asked before something that cannot be taken back. */
  question?: string;
};

/** A small form of one button; works without JavaScript, then without the question. */
export function RowAction({ action, hidden, label, question }: RowActionProps) {
  const [state, formAction, isPending] = useActionState(action, {});
  function ask(event: FormEvent): void {
    if (isPending || (question !== undefined && !window.confirm(question))) event.preventDefault();
  }
  return (
    <form action={formAction} onSubmit={ask} className="flex items-center gap-2">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" aria-disabled={isPending} className={buttonStyle("quiet", "small")}>
        {label}
      </button>
      <span aria-live="polite" className="text-sm text-muted-foreground empty:hidden">
        {state.message ?? (state.done === undefined ? "" : "Sent")}
      </span>
    </form>
  );
}
