/** What can be looked at below the runs, in the order of its bar. */
export const TABS = [
  { name: "attempts", label: "Attempts" },
  { name: "logs", label: "Logs" },
  { name: "payload", label: "Payload" },
  { name: "result", label: "Result" },
  { name: "related", label: "Related" },
  { name: "audit", label: "Audit" },
] as const;

export type TabName = (typeof TABS)[number]["name"];

/** The tab that an address names; the first one where it names none. */
export function readTab(given: string | string[] | undefined): TabName {
  return TABS.find(({ name }) => name === given)?.name ?? "attempts";
}

/** The address of a tab of a job. */
export function tabHref(
  jobId: string,
  tab: TabName,
  from: string | null,
  more: Record<string, string> = {},
): string {
  const fields = new URLSearchParams({
    ...(tab === "attempts" ? {} : { tab }),
    ...(from === null ? {} : { from }),
    ...more,
  });
  const query = fields.size === 0 ? "" : `?${fields}`;
  return `/admin/jobs/${jobId}${query}#more`;
}
