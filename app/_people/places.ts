/** Where somebody who is signed in can go: the bar on top lists them in this order. */
export const PLACES = [
  { href: "/mail", label: "Mail" },
  { href: "/activity", label: "Activity" },
  { href: "/members", label: "Members" },
  { href: "/account", label: "Account" },
] as const;
