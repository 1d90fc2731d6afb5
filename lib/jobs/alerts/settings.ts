import type { FollowUp } from "@/lib/jobs/follow-up";
import type { AlertRule } from "./rules";

/** What is told when an episode begins or ends. */
export type AlertNotice = {
  /** The episode's: the same when it begins and when it ends. */
  id: string;
  state: "firing" | "resolved";
  rule: string;
  severity: AlertRule["severity"];
  /** A type or a schedule; empty for the whole app. */
  subject: string;
  /** One sentence for people. */
  title: string;
  /** The value as measured last, and what it must not be above. */
  value: number;
  above: number;
  /** When the value went above it, and when this is told. */
  since: Date;
  at: Date;
};

/** How an app wants to be alarmed. */
export type AlertSettings = {
  rules: readonly AlertRule[];
  /** The jobs that tell somebody of all that began or ended at a time; enqueued together with what they tell. */
  notify(notices: readonly AlertNotice[]): readonly FollowUp[];
};
