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

/** New jobs do not push those that somebody reads: a bar above them says that they are there, and moves nothing. */
export function NewJobs({ terms, newest, count, isPinned }: NewJobsProps) {
  return (
    <div aria-live="polite" className="sticky top-3 z-10 flex h-0 justify-center">
      {newest !== null && !isPinned && <Pin href={hrefOf(terms, { upTo: newest })} />}
      {count > 0 && (
        <Link
          href={hrefOf(terms)}
          className="flex h-9 -translate-y-1/2 items-center rounded-full bg-primary px-4 text-sm font-medium text-primary-foreground shadow-md hover:bg-primary/90"
        >
          {count >= 100 ? "100 or more" : count} new {count === 1 ? "job" : "jobs"}: show
        </Link>
      )}
    </div>
  );
}
