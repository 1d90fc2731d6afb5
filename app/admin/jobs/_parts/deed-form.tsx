"use client";

import { type ReactNode, useActionState } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { SubmitButton } from "@/app/_components/submit-button";
import type { FormState } from "@/app/_people/form-state";

type DeedFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  hidden?: Readonly<Record<string, string>>;
  label: string;
  /** What the button says to those who do not see beside what it stands. */
  name?: string;
  /** Asked before it is done: the button opens this first. */
  confirm?: string;
  /** Asks why. */
  asksReason?: boolean;
  children?: ReactNode;
};

/** A deed as a small form; works without JavaScript. One that asks something opens before it is done. */
export function DeedForm({ confirm, asksReason = false, children, ...deed }: DeedFormProps) {
  const [state, send, isPending] = useActionState(deed.action, {});
  const isAsking = confirm !== undefined || asksReason || children !== undefined;
  const form = (
    <form action={send} className={isAsking ? "mt-2 grid w-64 max-w-full gap-2 text-left" : "contents"}>
      {Object.entries(deed.hidden ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {confirm !== undefined && <p className="text-sm text-muted-foreground">{confirm}</p>}
      {children}
      {asksReason && (
        <label className="grid gap-1 text-sm">
          Reason
          <input
            name="reason"
            maxLength={500}
            className="h-9 w-full rounded-md border border-input bg-card px-2 text-base sm:text-sm"
          />
        </label>
      )}
      <SubmitButton
        pending={isPending}
        pendingLabel="Working…"
        variant="outline"
        size="small"
        className="justify-self-start"
      >
        {deed.label}
        {deed.name !== undefined && <span className="sr-only"> {deed.name}</span>}
      </SubmitButton>
    </form>
  );
  return (
    <div className="grid justify-items-start gap-1">
      {isAsking ? (
        <details className="group/deed">
          <summary
            className={`${buttonStyle("outline", "small")} list-none [&::-webkit-details-marker]:hidden`}
          >
            {deed.label}…{deed.name !== undefined && <span className="sr-only"> {deed.name}</span>}
          </summary>
          {form}
        </details>
      ) : (
        form
      )}
      <output
        className={`max-w-64 text-sm empty:hidden ${state.message === undefined ? "text-success" : "text-destructive"}`}
      >
        {state.message ?? state.done}
      </output>
    </div>
  );
}
