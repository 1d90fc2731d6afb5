import Link from "next/link";
import { Pin } from "./pin";
import { hrefOf, type Terms } from "./terms";

type NewJobsProps = {
  terms: Terms;
  /** The newest job of the page; null on later pages, which do not move. */
  newest: string | null;
  count: number;
  /** The page stays at its newest job while it is refreshed. */
  isPinned: boolean;
};

/** New jobs do not push those that somebody reads: a bar says that they are there. */
export function NewJobs({ terms, newest, count, isPinned }: NewJobsProps) {
  return (
    <>
      {newest !== null && !isPinned && <Pin href={hrefOf(terms, { upTo: newest })} />}
      {count > 0 && (
        <Link
          href={hrefOf(terms)}
          className="rounded-md border border-primary/40 bg-accent px-3 py-1.5 text-center text-sm font-medium text-accent-foreground"
        >
          {count >= 100 ? "100 or more" : count} new {count === 1 ? "job" : "jobs"} — show
        </Link>
      )}
    </>
  );
}
