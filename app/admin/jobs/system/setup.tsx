import { env } from "@/lib/env/env";

/** How this environment is set; no secrets. */
export function Setup() {
  const e = env();
  const rows: [string, string][] = [
    ["Environment", `${e.JOBS_ENVIRONMENT}, epoch ${e.JOBS_EPOCH}, ${e.NODE_ENV}`],
    ["Address", e.BASE_URL],
    ["QStash", e.QSTASH_URL],
    ["Completed jobs stay", `${e.JOBS_KEEP_COMPLETED_DAYS} days`],
    ["Failed jobs stay", `${e.JOBS_KEEP_FAILED_DAYS} days`],
    ["Cancelled jobs stay", `${e.JOBS_KEEP_CANCELLED_DAYS} days`],
    ["At most of each", e.JOBS_KEEP_MAX === undefined ? "no limit" : e.JOBS_KEEP_MAX.toLocaleString("en")],
    ["Audit stays", `${e.JOBS_KEEP_AUDIT_DAYS} days`],
    ["Metrics stay", `${e.JOBS_KEEP_METRICS_DAYS} days`],
    ["Files", e.STORAGE_DRIVER === "s3" ? `bucket ${e.S3_BUCKET ?? ""}` : `folder ${e.STORAGE_DIR}`],
    ["Files can be downloaded", `for ${e.ARTIFACTS_KEEP_DAYS} days`],
    [
      "Open jobs of an organization",
      e.JOBS_OPEN_PER_ORGANIZATION === undefined ? "no limit" : `up to ${e.JOBS_OPEN_PER_ORGANIZATION}`,
    ],
    ["Secrets in payloads", e.PAYLOAD_KEYS.length > 0 ? "encrypted" : "masked, not encrypted"],
    ["Alerts go to", alertsTo()],
  ];
  return (
    <dl className="grid gap-x-8 sm:grid-cols-2">
      {rows.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 border-t py-1.5 text-sm">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="min-w-0 text-right wrap-anywhere tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function alertsTo(): string {
  const { ALERT_EMAIL_TO, ALERT_WEBHOOK_URL } = env();
  const mails = ALERT_EMAIL_TO.length;
  const places = [
    ...(mails > 0 ? [`${mails} ${mails === 1 ? "address" : "addresses"}`] : []),
    ...(ALERT_WEBHOOK_URL === undefined ? [] : ["a webhook"]),
  ];
  return places.length === 0 ? "nobody" : places.join(" and ");
}
