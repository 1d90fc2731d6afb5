import { linkHere } from "./links";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";

/** What every form says besides its own fields: whose things it is about, and where to come back to. */
export function hiddenFields(call: PageCall, fields: Record<string, string | undefined> = {}): Markup[] {
  const all = { ...fields, account: String(call.account), back: linkHere(call) };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [markup`<input type="hidden" name="${name}" value="${value}">`],
  );
}
