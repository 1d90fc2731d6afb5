import type { MouseEvent, ReactNode } from "react";
import { buttonStyle } from "./button-style";

type SubmitButtonProps = {
  pending: boolean;
  pendingLabel: string;
  className?: string;
  variant?: "primary" | "outline";
  /** What the form is told, where it has several buttons. */
  name?: string;
  value?: string;
  children: ReactNode;
};

/** Stays focusable while pending, so that keyboard users keep their place, but submits nothing. */
export function SubmitButton({
  pending,
  pendingLabel,
  className = "",
  variant,
  name,
  value,
  children,
}: SubmitButtonProps) {
  return (
    <button
      type="submit"
      name={name}
      value={value}
      aria-disabled={pending}
      onClick={pending ? refuse : undefined}
      className={`${buttonStyle(variant)} ${className}`}
    >
      {pending ? pendingLabel : children}
    </button>
  );
}

function refuse(event: MouseEvent): void {
  event.preventDefault();
}
