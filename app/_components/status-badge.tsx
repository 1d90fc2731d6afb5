import type { ShownStatus } from "./describe-job";
import { Icon, type IconName } from "./icon";

/** Each status has an icon, a colour and a word: never the colour alone. */
const LOOKS: Record<ShownStatus, { word: string; icon: IconName; className: string }> = {
  pending: { word: "Pending", icon: "clock", className: "text-muted-foreground" },
  scheduled: { word: "Scheduled", icon: "calendar", className: "text-muted-foreground" },
  processing: { word: "Processing", icon: "play", className: "text-primary" },
  retrying: { word: "Retrying", icon: "retry", className: "text-warning" },
  waiting: { word: "Waiting", icon: "hourglass", className: "text-muted-foreground" },
  completed: { word: "Completed", icon: "check", className: "text-success" },
  failed: { word: "Failed", icon: "cross", className: "text-destructive" },
  timeout: { word: "Timeout", icon: "alert", className: "text-destructive" },
  cancelled: { word: "Cancelled", icon: "ban", className: "text-muted-foreground" },
};

/** A job's status at a glance. */
export function StatusBadge({ status }: { status: ShownStatus }) {
  const { word, icon, className } = LOOKS[status];
  return (
    <span className={`text-sm font-medium whitespace-nowrap ${className}`}>
      <Icon name={icon} className="mr-1.5 inline size-4 align-[-0.2em]" />
      {word}
    </span>
  );
}
