import type { ReportPayload } from "@/lib/reports/jobs";
import { periodText } from "@/lib/reports/period-text";

export const REPORTS = [
  { value: "analytics", label: "Analytics: what people do" },
  { value: "usage", label: "Usage: jobs, mails, exports" },
  { value: "billing", label: "Billing: subscriptions and payments" },
] as const;

export const REPORT_FORMATS = [
  { value: "pdf", label: "PDF" },
  { value: "html", label: "HTML" },
  { value: "json", label: "JSON" },
] as const;

/** What a report is about, for lists. */
export function describeReport({ reportType, dateRange, format, zone }: ReportPayload) {
  const title = reportType.charAt(0).toUpperCase() + reportType.slice(1);
  return { title, detail: `${format.toUpperCase()}, ${periodText(dateRange)}, days in ${zone}` };
}
