import type { MouseEvent, ReactNode } from "react";
import { buttonStyle } from "./button-style";

type SubmitButtonProps = { pending: boolean; pendingLabel: string; className?: string; children: ReactNode };

/** Stays focusable while pending, so that keyboard users keep their place, but submits nothing. */
export function SubmitButton({ pending, pendingLabel, className = "", children }: SubmitButtonProps) {
  return (
    <button
      type="submit"
      aria-disabled={pending}
      onClick={pending ? refuse : undefined}
      className={`${buttonStyle()} ${className}`}
    >
      {pending ? pendingLabel : children}
    </button>
  );
}

function refuse(event: MouseEvent): void {
  event.preventDefault();
}
