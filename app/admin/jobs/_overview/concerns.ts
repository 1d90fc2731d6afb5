import { hrefOf } from "@/app/admin/jobs/list/terms";
import type { Alert } from "@/lib/jobs/alerts/read-alerts";
import type { AlertRule } from "@/lib/jobs/alerts/rules";
import { titleOf } from "@/lib/jobs/alerts/title";
import { duration } from "@/lib/jobs/duration";
import type { Attention, Some } from "@/lib/jobs/reading/read-attention";
import type { Overview } from "./overview";
import type { TimeRange } from "./time-range";

/** Something an operator should look at, with what can be done about it. */
export type Concern = {
  id: string;
  severity: "critical" | "warning";
  title: string;
  detail: string;
  link: { href: string; label: string };
  /** A deed that helps, beside looking. */
  deed?: { kind: "reconcile" } | { kind: "resume"; type: string };
};

/** A pass is due every five minutes; three missed ones are no coincidence. */
const RECONCILE_MS_MAX = 15 * 60_000;

type Found = {
  attention: Attention;
  /** Those that fire and are not silenced, and the rules of the app. */
  alerts: readonly Alert[];
  rules: readonly AlertRule[];
  overview: Overview;
  range: TimeRange;
  now: number;
};

/** What to look at, the worst first. Empty: all is well. */
export function concerns(found: Found): Concern[] {
  const all = [
    ...ofReconcile(found),
    ...ofAlerts(found),
    ...ofJobs(found),
    ...ofSchedules(found),
    ...ofOthers(found),
  ];
  return [...all.filter(isCritical), ...all.filter((one) => !isCritical(one))];
}

function isCritical({ severity }: Concern): boolean {
  return severity === "critical";
}

function ofReconcile({ attention: { reconciledAt }, now }: Found): Concern[] {
  const age = reconciledAt === null ? null : now - reconciledAt.getTime();
  if (age !== null && age <= RECONCILE_MS_MAX) return [];
  return [
    {
      id: "reconcile",
      severity: age === null ? "warning" : "critical",
      title: age === null ? "Reconcile has never run" : `Reconcile last ran ${duration(age)} ago`,
      detail: "It picks up what is stuck and counts what happened. A pass is due every five minutes.",
      link: { href: "/admin/jobs/system", label: "System" },
      deed: { kind: "reconcile" },
    },
  ];
}

function ofAlerts({ alerts, rules, now }: Found): Concern[] {
  return alerts.map((alert) => {
    const rule = rules.find(({ id }) => id === alert.rule);
    return {
      id: `alert-${alert.id}`,
      severity: rule?.severity ?? "warning",
      title:
        rule === undefined
          ? `${alert.rule} ${alert.subject}`
          : titleOf(rule.measure, alert.subject, alert.value),
      detail: `Alert ${alert.rule}, for ${duration(Math.max(0, now - alert.since.getTime()))}.`,
      link: { href: "/admin/jobs/system#alerts", label: "Alerts" },
    };
  });
}

function ofJobs({ attention: { stalled, late, unpublished }, now }: Found): Concern[] {
  return [
    ...some(stalled, (count) => ({
      id: "stalled",
      severity: "critical",
      title: `${count} ${stalled.count === 1 ? "run has" : "runs have"} stopped without a word`,
      detail: `Whoever ran them is gone, the first for ${ageOf(stalled, now)}. Reconcile gives them on.`,
      link: exampleOf(stalled, hrefOf({ status: "processing" })),
      deed: { kind: "reconcile" },
    })),
    ...some(unpublished, (count) => ({
      id: "unpublished",
      severity: "critical",
      title: `${count} ${unpublished.count === 1 ? "job has" : "jobs have"} not reached QStash`,
      detail: `Due for up to ${ageOf(unpublished, now)}. They stay in the database until QStash answers.`,
      link: exampleOf(unpublished, hrefOf({ status: "pending,retrying" })),
      deed: { kind: "reconcile" },
    })),
    ...some(late, (count) => ({
      id: "late",
      severity: "warning",
      title: `${count} ${late.count === 1 ? "job is" : "jobs are"} late`,
      detail: `QStash has them, and the first is due for ${ageOf(late, now)}.`,
      link: exampleOf(late, hrefOf({ status: "pending,retrying" })),
    })),
  ];
}

function ofSchedules({ attention, alerts, rules, now }: Found): Concern[] {
  const { missedTicks, overdueSchedules, unregistered } = attention;
  // An alert says it already, of each schedule.
  const isTold = alerts.some(({ rule }) => rules.find(({ id }) => id === rule)?.measure === "missed-ticks");
  const link = { href: "/admin/jobs/schedules", label: "Schedules" };
  return [
    ...some(overdueSchedules, (count) => ({
      id: "overdue-schedules",
      severity: "critical",
      title: `${count} ${overdueSchedules.count === 1 ? "schedule has" : "schedules have"} not fired in time`,
      detail: `${overdueSchedules.example ?? "The first"} was due ${ageOf(overdueSchedules, now)} ago.`,
      link,
      deed: { kind: "reconcile" },
    })),
    ...some(isTold ? { ...missedTicks, count: 0 } : missedTicks, (count) => ({
      id: "missed-ticks",
      severity: "warning",
      title: `${count} ${missedTicks.count === 1 ? "tick" : "ticks"} of schedules came late or not at all`,
      detail: `In the last 24 hours, the first of ${missedTicks.example ?? "one"}.`,
      link,
    })),
    ...some(unregistered, (count) => ({
      id: "unregistered",
      severity: "warning",
      title: `QStash does not know the latest of ${count} ${unregistered.count === 1 ? "schedule" : "schedules"}`,
      detail: `${unregistered.example ?? "One"} was changed, and QStash has not taken it yet.`,
      link,
      deed: { kind: "reconcile" },
    })),
  ];
}

/** Jobs that bring webhooks in and out. */
const WEBHOOK_TYPES = ["process-webhook", "deliver-webhook"];

function ofOthers({ attention: { pausedTypes }, overview, range, now }: Found): Concern[] {
  const webhooks = overview.types.filter(({ type, failed }) => WEBHOOK_TYPES.includes(type) && failed > 0);
  const { signatureFailures, undelivered } = overview;
  return [
    ...webhooks.map(
      ({ type, failed }): Concern => ({
        id: `failed-${type}`,
        severity: "warning",
        title: `${failed.toLocaleString("en")} ${type === "process-webhook" ? "events" : "deliveries"} of webhooks failed`,
        detail: "In the range that is shown.",
        link: {
          href: hrefOf({ type, status: "failed,timeout", since: range.from.toISOString() }),
          label: "Show them",
        },
      }),
    ),
    ...(undelivered > 0
      ? [
          {
            id: "dead-letters",
            severity: "warning" as const,
            title: `QStash gave up ${undelivered.toLocaleString("en")} ${undelivered === 1 ? "message" : "messages"} that nobody had answered`,
            detail: "The app did not answer in all of its tries. Reconcile has moved their jobs on.",
            link: { href: "/admin/jobs/dead-letters", label: "Dead letters" },
          },
        ]
      : []),
    ...(signatureFailures > 0
      ? [
          {
            id: "signatures",
            severity: "warning" as const,
            title: `${signatureFailures.toLocaleString("en")} deliveries had no signature or a wrong one`,
            detail: "Somebody guesses addresses, or QStash's keys were rotated.",
            link: { href: "/admin/jobs/system", label: "System" },
          },
        ]
      : []),
    ...pausedTypes.map(
      ({ type, reason, pausedAt }): Concern => ({
        id: `paused-${type}`,
        severity: "warning",
        title: `${type} is paused`,
        detail: `For ${duration(Math.max(0, now - pausedAt.getTime()))}${reason === null ? "." : `: ${reason}`}`,
        link: { href: hrefOf({ type, status: "pending,retrying" }), label: "Waiting jobs" },
        deed: { kind: "resume", type },
      }),
    ),
  ];
}

function some({ count }: Some, make: (count: string) => Concern): Concern[] {
  return count === 0 ? [] : [make(count >= 1_000 ? "1,000 or more" : String(count))];
}

function ageOf({ since }: Some, now: number): string {
  return duration(Math.max(0, now - (since?.getTime() ?? now)));
}

/** The job itself where it is the only one. */
function exampleOf({ count, example }: Some, href: string): Concern["link"] {
  return count === 1 && example !== null
    ? { href: `/admin/jobs/${example}`, label: "Show it" }
    : { href, label: "Show them" };
}
