import type { Measure } from "./rules";

/** What is the matter, in one sentence. */
export function titleOf(measure: Measure, subject: string, value: number): string {
  switch (measure) {
    case "failure-rate":
      return `${Math.round(value * 1000) / 10} % of ${subject} fail`;
    case "oldest-wait":
      return `${subject} has waited for ${duration(value)}`;
    case "reconcile-age":
      return `Reconcile was away for ${duration(value)}`;
    case "missed-ticks":
      return `Schedule ${subject} missed ${counted(value, "tick")}`;
    case "undelivered":
      return `QStash gave up ${counted(value, "message")} of ${subject} that nobody had answered`;
    case "signature-failures":
      return `${counted(value, "delivery", "deliveries")} had no signature or a wrong one`;
  }
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return counted(Math.round(seconds), "second");
  if (seconds < 7200) return counted(Math.round(seconds / 60), "minute");
  return counted(Math.round(seconds / 3600), "hour");
}
