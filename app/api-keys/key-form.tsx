"use client";

import { useActionState, useId } from "react";
import { Notice } from "@/app/_components/notice";
import { SelectField } from "@/app/_components/select-field";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import { SCOPES } from "@/lib/auth/api-keys/scopes";
import { makeKey } from "./actions";
import { NewKey } from "./new-key";

const EXPIRY = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never" },
] as const;

/** Makes a key and shows it, this once. Posts to its server action, with or without JavaScript. */
export function KeyForm() {
  const [state, formAction, isPending] = useActionState(makeKey, {});
  return (
    <>
      {state.made !== undefined && <NewKey name={state.made.name} text={state.made.text} />}
      <form action={formAction} className="grid gap-4">
        {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          required
          maxLength={80}
          hint="What will use it, such as “Nightly import”."
          error={state.errors?.name}
          defaultValue={state.values?.name}
        />
        <Scopes chosen={state.values?.scopes ?? ["jobs:read", "jobs:write"]} error={state.errors?.scopes} />
        <SelectField
          key={state.values?.expires}
          label="Expires"
          name="expires"
          options={EXPIRY}
          defaultValue={state.values?.expires ?? "90"}
        />
        <SubmitButton pending={isPending} pendingLabel="Making…">
          Make key
        </SubmitButton>
      </form>
    </>
  );
}

function Scopes({ chosen, error }: { chosen: readonly string[]; error: string | undefined }) {
  const id = useId();
  return (
    <fieldset className="grid gap-2.5" aria-describedby={error === undefined ? undefined : id}>
      <legend className="mb-1.5 text-sm font-medium">Scopes</legend>
      {Object.entries(SCOPES).map(([scope, meaning]) => (
        <label key={scope} className="flex cursor-pointer items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            name="scopes"
            value={scope}
            defaultChecked={chosen.includes(scope)}
            className="mt-0.5 size-4 shrink-0 accent-primary"
          />
          <span className="grid">
            {meaning}
            <code className="text-xs text-muted-foreground">{scope}</code>
          </span>
        </label>
      ))}
      {error !== undefined && (
        <p id={id} className="text-sm text-destructive">
          {error}
        </p>
      )}
    </fieldset>
  );
}
