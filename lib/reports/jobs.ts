import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";

const DAY_MS = 86_400_000;
const DAYS_MOST = 400;

/** Whole days in the report's zone, both included. */
const dateRange = z
  .strictObject({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, { error: "must not end before it begins", path: ["to"] })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < DAYS_MOST * DAY_MS, {
    error: `must have at most ${DAYS_MOST} days`,
    path: ["to"],
  });

const zone = z.string().max(60).refine(isZone, "must be a time zone such as Europe/Berlin").default("UTC");

function isZone(name: string): boolean {
  // Offsets such as +01:00 are no zones: Postgres reads them the other way around.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What a custom report can count. */
export const METRICS = [
  "events",
  "active-people",
  "new-members",
  "jobs",
  "failed-jobs",
  "emails",
  "exports",
] as const;

const common = {
  dateRange,
  zone,
  format: z.enum(["pdf", "html", "json"]),
  /** `organization`: the person's own. `everything`: of the whole product, for staff. */
  scope: z.enum(["organization", "everything"]).default("organization"),
  recipients: z.array(z.email().max(320)).max(20).default([]),
};

const payload = z.discriminatedUnion("reportType", [
  z.strictObject({ reportType: z.literal("analytics"), ...common }),
  z.strictObject({ reportType: z.literal("usage"), ...common }),
  z.strictObject({ reportType: z.literal("billing"), ...common }),
  z.strictObject({
    reportType: z.literal("custom"),
    ...common,
    metrics: z.array(z.enum(METRICS)).min(1).max(METRICS.length),
  }),
]);

export type ReportPayload = z.output<typeof payload>;
/** As a caller may write it: what has a default may be left out. */
export type ReportRequest = z.input<typeof payload>;

/** Computes a report, writes it as a file that people download, and mails who should read it. */
export const generateReport = defineJob({
  type: "generate-report",
  endpoint: "/api/jobs/report",
  description: "Generate reports (PDF, HTML, JSON) and mail them",
  payload,
  result: z.strictObject({ artifactId: z.uuid(), bytes: z.int(), mails: z.int() }),
  retries: 2,
  timeoutSeconds: 180,
  concurrency: { perOrganization: 2 },
  dispatchableBy: "member",
  authorize: (actor, { scope }) =>
    actor.staff !== "none" || (scope === "organization" && actor.organizationId !== null),
});
