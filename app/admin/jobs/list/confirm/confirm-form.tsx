"use client";

import { useActionState } from "react";
import { Notice } from "@/app/_components/notice";
import { SubmitButton } from "@/app/_components/submit-button";
import { TextField } from "@/app/_components/text-field";
import { TERMS } from "@/app/admin/jobs/list/terms";
import { type ConfirmState, doToMany } from "./actions";
import type { BulkRequest } from "./read-request";
import { jobsText, TYPED_ABOVE, WORDS } from "./words";

type ConfirmFormProps = {
  request: BulkRequest;
  /** Null: too many to be counted. */
  count: number | null;
  /** Sent twice, the form does it once. */
  formKey: string;
  /** When the jobs were counted, in milliseconds. */
  askedAt: number;
};

/** Asks why, and above a hundred jobs for their number, and then does it. */
export function ConfirmForm({ request, count, formKey, askedAt }: ConfirmFormProps) {
  const [state, send, isPending] = useActionState<ConfirmState, FormData>(doToMany, {});
  const { verb } = WORDS[request.operation];
  const mustType = count === null || count > TYPED_ABOVE;
  const number = count === null ? "many" : String(count);
  return (
    <form action={send} className="grid max-w-md gap-4">
      {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      <input type="hidden" name="do" value={request.operation} />
      <input type="hidden" name="formKey" value={formKey} />
      <input type="hidden" name="count" value={number} />
      <input type="hidden" name="askedAt" value={askedAt} />
      {"jobIds" in request ? (
        request.jobIds.map((jobId) => <input key={jobId} type="hidden" name="id" value={jobId} />)
      ) : (
        <>
          <input type="hidden" name="all" value="1" />
          {TERMS.map((name) =>
            request.terms[name] === undefined ? null : (
              <input key={name} type="hidden" name={name} value={request.terms[name]} />
            ),
          )}
        </>
      )}
      <TextField
        label="Reason"
        name="reason"
        maxLength={500}
        defaultValue={state.reason}
        hint="Kept with who did it, for those who ask later."
      />
      {mustType && (
        <TextField
          label={`Type “${number}” to go on`}
          name="typed"
          required
          autoComplete="off"
          inputMode={count === null ? "text" : "numeric"}
          error={state.typedError}
        />
      )}
      <SubmitButton pending={isPending} pendingLabel="Working…" className="justify-self-start">
        {verb} {count === null ? "all of them" : jobsText(count)}
      </SubmitButton>
    </form>
  );
}
