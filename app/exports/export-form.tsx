"use client";

import { useActionState } from "react";
import { Notice } from "@/app/_components/notice";
import { SelectField } from "@/app/_components/select-field";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import { askForExport } from "./actions";
import { EXPORTS, FORMATS, STAFF_EXPORTS } from "./export-choices";

type ExportFormProps = { email: string; isStaff: boolean; formKey: string };

/** Chooses what to export. Posts to its server action, with or without JavaScript; pressed twice it is one export. */
export function ExportForm({ email, isStaff, formKey }: ExportFormProps) {
  const [state, formAction, isPending] = useActionState(askForExport, {});
  const { values, errors } = state;
  return (
    <form action={formAction} className="grid gap-4">
      <h2 className="text-lg font-semibold">New export</h2>
      {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      {state.done !== undefined && <Notice>{state.done}</Notice>}
      <input type="hidden" name="key" value={formKey} />
      <SelectField
        label="What"
        name="what"
        options={isStaff ? [...EXPORTS, ...STAFF_EXPORTS] : EXPORTS}
        defaultValue={values?.what}
      />
      <SelectField label="Format" name="format" options={FORMATS} defaultValue={values?.format} />
      <div className="grid grid-cols-2 gap-3">
        <TextField label="From" name="from" type="date" defaultValue={values?.from} />
        <TextField label="To" name="to" type="date" defaultValue={values?.to} />
      </div>
      <p className="-mt-2 text-sm text-muted-foreground">Left empty: all there is. Days are those of UTC.</p>
      <TextField
        label="Who is told when it is ready"
        name="notifyEmail"
        type="email"
        required
        error={errors?.notifyEmail}
        defaultValue={values?.notifyEmail ?? email}
      />
      <SubmitButton pending={isPending} pendingLabel="Starting…">
        Start the export
      </SubmitButton>
    </form>
  );
}
