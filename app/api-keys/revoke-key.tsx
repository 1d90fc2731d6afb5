"use client";

import { useActionState } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { Notice } from "@/app/_components/notice";
import { SubmitButton } from "@/app/_components/submit-button";
import { endKey } from "./actions";

/** Asks before it ends a key; as plain HTML, so it asks without JavaScript, too. */
export function RevokeKey({ keyId, name }: { keyId: number; name: string }) {
  const [state, formAction, isPending] = useActionState(endKey, {});
  return (
    <details>
      <summary
        aria-label={`Revoke ${name}`}
        className={`${buttonStyle("quiet")} -ml-2.5 h-9 list-none px-2.5 [&::-webkit-details-marker]:hidden`}
      >
        Revoke…
      </summary>
      <form
        action={formAction}
        className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-md border border-destructive/50 px-3 py-2.5"
      >
        <input type="hidden" name="keyId" value={keyId} />
        <p className="min-w-0 flex-1 basis-60 text-sm text-pretty break-words">
          Revoke “{name}”? What uses it is refused from the next request on. This cannot be taken back.
        </p>
        <SubmitButton pending={isPending} pendingLabel="Revoking…" variant="outline">
          Revoke key
        </SubmitButton>
        {state.message !== undefined && <Notice tone="destructive">{state.message}</Notice>}
      </form>
    </details>
  );
}
