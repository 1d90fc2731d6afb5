import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { isRevivable } from "@/lib/jobs/lifecycle";
import type { ListQuery } from "./read-query";
import { hrefOf, statusesOf } from "./terms";

/** Why the list is empty: nothing was ever there, nothing fits, or nothing went wrong. */
export function EmptyList({ query, searchedTo }: { query: ListQuery; searchedTo: string | null }) {
  const { terms, place } = query;
  if (searchedTo !== null)
    return (
      <EmptyState kind="filtered" title="Nothing found so far" text="There are more jobs to look through." />
    );
  if (place.before !== undefined || place.after !== undefined)
    return (
      <EmptyState kind="filtered" title="Nothing more">
        <Link href={hrefOf(terms)} className={buttonStyle("outline")}>
          To the newest
        </Link>
      </EmptyState>
    );
  if (Object.values(terms).every((value) => value === undefined))
    return (
      <EmptyState
        kind="never"
        title="No job yet"
        text="Jobs appear here as soon as something enqueues one: a sign-up, an export, a schedule."
      >
        <Link href="/" className={buttonStyle("outline")}>
          Start one
        </Link>
      </EmptyState>
    );
  const asksForBad = statusesOf(terms.status)?.every(isRevivable) ?? false;
  return (
    <EmptyState
      kind={asksForBad ? "good-news" : "filtered"}
      title={asksForBad ? `Nothing ${terms.status?.replaceAll(",", " or ")}` : "No job fits"}
      text={asksForBad ? "No job that fits has ended that way." : "Let some filter go, or look back further."}
    >
      <Link href={hrefOf({})} className={buttonStyle("outline")}>
        Clear filters
      </Link>
    </EmptyState>
  );
}
