"use client";

import { useActionState } from "react";
import { Notice } from "@/app/_components/notice";
import { SelectField } from "@/app/_components/select-field";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import { invite } from "./actions";

const ROLES = [
  { value: "member", label: "Member" },
  { value: "admin", label: "Admin: invites people, sends mail" },
] as const;

/** Invites somebody by mail. Posts to its server action, with or without JavaScript. */
export function InviteForm() {
  const [state, formAction, isPending] = useActionState(invite, {});
  return (
    <form action={formAction} className="grid gap-4">
      {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      {state.done !== undefined && <Notice>{state.done}</Notice>}
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="off"
        required
        error={state.errors?.email}
        defaultValue={state.values?.email}
      />
      <SelectField label="Role" name="role" options={ROLES} />
      <SubmitButton pending={isPending} pendingLabel="Inviting…">
        Invite
      </SubmitButton>
    </form>
  );
}
