import { hrefOf, type Terms } from "@/app/admin/jobs/list/terms";

/** The page that asks whether all jobs of these terms are to be cancelled, with their number. */
export function cancelAllHref(terms: Terms): string {
  return hrefOf(terms, { do: "cancel", all: "1" }, "/admin/jobs/list/confirm");
}
