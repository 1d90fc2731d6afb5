import type { IconName } from "@/app/_components/icon";
import type { Outcome } from "@/lib/jobs/lifecycle";

type Look = {
  word: string;
  icon: IconName;
  text: string;
  /** Of a bar. */
  fill: string;
};

/** Each end of a run has an icon, a colour and a word: never the colour alone. */
export const OUTCOME_LOOKS: Record<Outcome | "running", Look> = {
  completed: { word: "Completed", icon: "check", text: "text-success", fill: "fill-success stroke-success" },
  continued: { word: "Went on", icon: "chevron", text: "text-primary", fill: "fill-primary stroke-primary" },
  waiting: {
    word: "Waits for jobs",
    icon: "hourglass",
    text: "text-primary",
    fill: "fill-primary stroke-primary",
  },
  retry: {
    word: "Failed, tries again",
    icon: "retry",
    text: "text-warning",
    fill: "fill-warning stroke-warning",
  },
  deferred: {
    word: "Put off",
    icon: "calendar",
    text: "text-muted-foreground",
    fill: "fill-muted-foreground stroke-muted-foreground",
  },
  failed: {
    word: "Failed",
    icon: "cross",
    text: "text-destructive",
    fill: "fill-destructive stroke-destructive",
  },
  timeout: {
    word: "Took too long",
    icon: "alert",
    text: "text-destructive",
    fill: "fill-destructive stroke-destructive",
  },
  cancelled: {
    word: "Cancelled",
    icon: "ban",
    text: "text-muted-foreground",
    fill: "fill-muted-foreground stroke-muted-foreground",
  },
  lost: {
    word: "Lost",
    icon: "alert",
    text: "text-destructive",
    fill: "fill-destructive stroke-destructive",
  },
  running: { word: "Running", icon: "play", text: "text-primary", fill: "fill-primary stroke-primary" },
};
