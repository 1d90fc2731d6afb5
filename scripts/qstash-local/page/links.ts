import type { PageCall } from "./page-call";

type Fields = Record<string, string | number | undefined>;

/** An address on this page, for the same account. Fields that are empty or `undefined` are left out. */
export function linkTo({ account }: Pick<PageCall, "account">, path: string, fields: Fields = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  if (account > 1) query.set("account", String(account));
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Where the reader is now, with some fields of the query replaced. */
export function linkHere(call: Pick<PageCall, "account" | "path" | "query">, fields: Fields = {}): string {
  const here = Object.fromEntries([...call.query].filter(([name]) => name !== "did" && name !== "account"));
  return linkTo(call, call.path, { ...here, ...fields });
}

/** The field `back` of a form, as an address on this server whatever it says; `did` names what was done. */
export function backTo(form: URLSearchParams, did: string): string {
  const back = new URL(form.get("back") ?? "/", "http://page.invalid");
  if (back.origin !== "http://page.invalid") return `/?did=${did}`;
  back.searchParams.set("did", did);
  return back.pathname.replace(/^\/+/, "/") + back.search;
}
