import type { ReactNode } from "react";
import { Icon } from "./icon";

const TONES = {
  destructive: { role: "alert", icon: "alert", className: "border-destructive/50 text-destructive" },
  plain: { role: undefined, icon: "envelope", className: "text-muted-foreground" },
} as const;

/** A sentence or two that concern the whole form or page. */
export function Notice({ tone = "plain", children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  const { role, icon, className } = TONES[tone];
  return (
    <div role={role} className={`flex gap-2.5 rounded-md border bg-card px-3 py-2.5 text-sm ${className}`}>
      <Icon name={icon} className="mt-0.5 size-4" />
      <div>{children}</div>
    </div>
  );
}
