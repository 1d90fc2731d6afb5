import { linkTo } from "./links";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";

/** The way from one account to another; nothing when there is only one. */
export function accountSwitch({ service, account }: PageCall): Markup | null {
  const tenants = service.tenants();
  if (tenants.length < 2) return null;
  return markup`<nav class="accounts" aria-label="Accounts">${tenants.map((tenant, index) =>
    accountLink(index + 1, userOf(tenant.account.credentials.token), account),
  )}</nav>`;
}

function accountLink(number: number, user: string | undefined, current: number): Markup {
  const here = number === current ? "true" : "false";
  const href = linkTo({ account: number }, "/");
  return markup`<a href="${href}" aria-current="${here}">${user ?? `Account ${number}`}</a>`;
}

/** A token is base64 of `{"UserID","Password"}`; the name alone may be shown. */
function userOf(token: string): string | undefined {
  return /"UserID":"([^"]+)"/.exec(Buffer.from(token, "base64").toString())?.[1];
}
