"use client";

import { type ComponentProps, useActionState, useEffect, useRef } from "react";
import { Notice } from "@/app/_components/notice";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import type { FormState } from "./form-state";

type CredentialsFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  fields: readonly (keyof typeof FIELDS)[];
  submit: string;
  pending: string;
  /** What goes along unseen, such as where to go afterwards. */
  hidden?: Readonly<Record<string, string>>;
  /** What fields begin with. */
  values?: Readonly<Record<string, string>>;
  /** How its button looks. */
  variant?: "primary" | "outline";
};

const FIELDS = {
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
  "other-password": {
    label: "New password",
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
  "old-password": {
    label: "Current password",
    name: "currentPassword",
    type: "password",
    autoComplete: "current-password",
  },
  "new-email": {
    label: "New address",
    name: "newEmail",
    type: "email",
    autoComplete: "email",
    inputMode: "email",
    hint: "We send a link there. Until you follow it, nothing changes.",
  },
} satisfies Record<string, ComponentProps<typeof TextField>>;

/** A form about a person. Posts to its server action, with or without JavaScript. */
export function CredentialsForm({
  action,
  fields,
  submit,
  pending,
  hidden = {},
  values = {},
  variant,
}: CredentialsFormProps) {
  const [state, formAction, isPending] = useActionState(action, {});
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.errors === undefined) return;
    form.current?.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  }, [state.errors]);
  return (
    <form ref={form} action={formAction} className="grid gap-4">
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {state.done !== undefined && <Notice>{state.done}</Notice>}
      {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      {fields.map((field) => {
        const { name, ...props } = FIELDS[field];
        return (
          <TextField
            key={name}
            name={name}
            required
            {...props}
            error={state.errors?.[name]}
            defaultValue={state.values?.[name] ?? values[name]}
          />
        );
      })}
      <SubmitButton pending={isPending} pendingLabel={pending} variant={variant} className="mt-1">
        {submit}
      </SubmitButton>
    </form>
  );
}
