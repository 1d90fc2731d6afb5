import type { MouseEvent, ReactNode } from "react";
import { buttonStyle } from "./button-style";

type SubmitButtonProps = {
  pending: boolean;
  pendingLabel: string;
  className?: string;
  variant?: "primary" | "outline";
  size?: "normal" | "small";
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
  size,
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
      className={`${buttonStyle(variant, size)} ${className}`}
    >
      {pending ? pendingLabel : children}
    </button>
  );
}

function refuse(event: MouseEvent): void {
  event.preventDefault();
}
