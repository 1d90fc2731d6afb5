/** The pages of the dashboard in the order of its bar; `key` after `g` leads there. */
export const PAGES = [
  { href: "/admin/jobs", label: "Overview", key: "o" },
  { href: "/admin/jobs/list", label: "Jobs", key: "j" },
  { href: "/admin/jobs/schedules", label: "Schedules", key: "s" },
  { href: "/admin/jobs/dead-letters", label: "Dead letters", key: "d" },
  { href: "/admin/jobs/system", label: "System", key: "y" },
] as const;
