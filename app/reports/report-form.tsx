"use client";

import { useActionState } from "react";
import { Notice } from "@/app/_components/notice";
import { SelectField } from "@/app/_components/select-field";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import { askForReport } from "./actions";
import { REPORT_FORMATS, REPORTS } from "./report-choices";

type ReportFormProps = { email: string; from: string; to: string; zones: readonly string[]; formKey: string };

/** Chooses a report. Posts to its server action, with or without JavaScript; pressed twice it is one report. */
export function ReportForm({ email, from, to, zones, formKey }: ReportFormProps) {
  const [state, formAction, isPending] = useActionState(askForReport, {});
  const { values, errors } = state;
  return (
    <form action={formAction} className="grid gap-4">
      <h2 className="text-lg font-semibold">New report</h2>
      {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      {state.done !== undefined && <Notice>{state.done}</Notice>}
      <input type="hidden" name="key" value={formKey} />
      <SelectField label="About" name="reportType" options={REPORTS} defaultValue={values?.reportType} />
      <SelectField label="Format" name="format" options={REPORT_FORMATS} defaultValue={values?.format} />
      <div className="grid grid-cols-2 gap-3">
        <TextField label="From" name="from" type="date" required defaultValue={values?.from ?? from} />
        <TextField label="To" name="to" type="date" required defaultValue={values?.to ?? to} />
      </div>
      <SelectField
        label="Days are those of"
        name="zone"
        options={zones.map((zone) => ({ value: zone, label: zone }))}
        defaultValue={values?.zone ?? "UTC"}
      />
      <TextField
        label="Mailed to"
        name="recipients"
        hint="Members, with commas between. Empty: nobody."
        error={errors?.recipients}
        defaultValue={values?.recipients ?? email}
      />
      <SubmitButton pending={isPending} pendingLabel="Starting…">
        Make the report
      </SubmitButton>
    </form>
  );
}
