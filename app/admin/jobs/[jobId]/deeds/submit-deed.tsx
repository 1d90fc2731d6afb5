"use client";

import { useFormStatus } from "react-dom";
import { buttonStyle } from "@/app/_components/button-style";

/** The button of a form whose action leads elsewhere; sent twice, it does it once. */
export function SubmitDeed({ label, isDestructive }: { label: string; isDestructive: boolean }) {
  const { pending } = useFormStatus();
  const look = isDestructive ? "bg-destructive text-background hover:bg-destructive/90" : "";
  return (
    <button
      type="submit"
      aria-disabled={pending}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      className={`${buttonStyle("primary")} ${look}`}
    >
      {pending ? "Working…" : label}
    </button>
  );
}
