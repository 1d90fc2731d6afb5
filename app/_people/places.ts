/** Where somebody who is signed in can go: the bar on top lists them in this order. */
export const PLACES = [
  { href: "/", label: "Start" },
  { href: "/mail", label: "Mail" },
  { href: "/exports", label: "Exports" },
  { href: "/reports", label: "Reports" },
  { href: "/activity", label: "Activity" },
  { href: "/members", label: "Members" },
  { href: "/api-keys", label: "API keys" },
  { href: "/account", label: "Account" },
] as const;

/** For those who operate the product. */
export const STAFF_PLACE = { href: "/admin/jobs", label: "Operate" } as const;
