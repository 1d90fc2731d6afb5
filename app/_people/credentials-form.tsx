"use client";

import { type ComponentProps, useActionState, useEffect, useRef } from "react";
import { Notice } from "@/app/_components/notice";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import type { FormState } from "./form-state";

type CredentialsFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  fields: readonly ("name" | "email" | "new-password" | "current-password")[];
  submit: string;
  pending: string;
  /** Where to go afterwards. */
  next: string;
};

const FIELDS: Record<CredentialsFormProps["fields"][number], ComponentProps<typeof TextField>> = {
  name: { label: "Name", name: "name", autoComplete: "name", maxLength: 80 },
  email: { label: "Email", name: "email", type: "email", autoComplete: "email", inputMode: "email" },
  "new-password": {
    label: "Password",
    name: "password",
    type: "password",
    autoComplete: "new-password",
    minLength: 8,
    maxLength: 128,
    hint: "At least 8 characters.",
  },
  "current-password": {
    label: "Password",
    name: "password",
    type: "password",
    autoComplete: "current-password",
  },
};

/** The form of sign-in and sign-up. Posts to its server action, with or without JavaScript. */
export function CredentialsForm({ action, fields, submit, pending, next }: CredentialsFormProps) {
  const [state, formAction, isPending] = useActionState(action, {});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.errors === undefined) return;
    form.current?.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  }, [state.errors]);
  return (
    <form ref={form} action={formAction} className="grid gap-4">
      <input type="hidden" name="next" value={next} />
      {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      {fields.map((field) => {
        const { name = field, ...props } = FIELDS[field];
        return (
          <TextField
            key={name}
            name={name}
            required
            {...props}
            error={state.errors?.[name]}
            defaultValue={state.values?.[name]}
          />
        );
      })}
      <SubmitButton pending={isPending} pendingLabel={pending} className="mt-1">
        {submit}
      </SubmitButton>
    </form>
  );
}
