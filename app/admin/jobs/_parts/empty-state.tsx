import type { ReactNode } from "react";
import { Icon, type IconName } from "@/app/_components/icon";

/**
 * Why there is nothing to show. `never`: nothing was ever there. `filtered`: what is there does not fit the filter.
 * `good-news`: nothing is wrong. `unknown`: it cannot be told right now.
 */
type Emptiness = "never" | "filtered" | "good-news" | "unknown";

const ICONS = {
  never: "clock",
  filtered: "ban",
  "good-news": "check",
  unknown: "alert",
} as const satisfies Record<Emptiness, IconName>;

const COLOURS = {
  never: "text-muted-foreground",
  filtered: "text-muted-foreground",
  "good-news": "text-success",
  unknown: "text-warning",
} as const satisfies Record<Emptiness, string>;

type EmptyStateProps = { kind: Emptiness; title: string; text?: ReactNode; children?: ReactNode };

/** What stands where a list or a chart has nothing to show; `children` are what one can do about it. */
export function EmptyState({ kind, title, text, children }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-2 rounded-lg border border-dashed px-4 py-10 text-center">
      <Icon name={ICONS[kind]} className={`size-6 ${COLOURS[kind]}`} />
      <p className="font-medium">{title}</p>
      {text !== undefined && <div className="max-w-md text-sm text-muted-foreground">{text}</div>}
      {children !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
