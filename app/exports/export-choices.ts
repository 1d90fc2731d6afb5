import type { ExportPayload } from "@/lib/exports/jobs";

/** What can be exported, as the form lists it. */
export const EXPORTS = [
  { value: "users", label: "Users" },
  { value: "activity-logs", label: "Activity" },
  { value: "invitations", label: "Invitations" },
  { value: "subscriptions", label: "Subscriptions" },
  { value: "invoices", label: "Invoices" },
  { value: "sent-emails", label: "Mails" },
] as const;

/** For staff only. */
export const STAFF_EXPORTS = [{ value: "organizations", label: "All organizations" }] as const;

export const FORMATS = [
  { value: "csv", label: "CSV" },
  { value: "xlsx", label: "Excel" },
  { value: "json", label: "JSON" },
] as const;

/** What an export has in it, for lists. */
export function describeExport({ exportType, format, filters }: ExportPayload): {
  title: string;
  detail: string;
} {
  const source = exportType === "custom" && "source" in filters ? filters.source : exportType;
  const title = [...EXPORTS, ...STAFF_EXPORTS].find(({ value }) => value === source)?.label ?? source;
  const days = [
    ...(filters.from === undefined ? [] : [`from ${filters.from.slice(0, 10)}`]),
    ...(filters.before === undefined ? [] : [`before ${filters.before.slice(0, 10)}`]),
  ];
  const form = FORMATS.find(({ value }) => value === format)?.label ?? format;
  return { title, detail: [form, ...days].join(", ") };
}
