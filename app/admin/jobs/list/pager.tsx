import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import type { JobPage } from "@/lib/jobs/reading/list-jobs";
import { SearchedTo } from "./searched-to";
import { hrefOf, type Terms } from "./terms";

/** The ways to the pages beside this one, and how far the search came where it stopped on the way. */
export function Pager({ terms, page: { newer, older, searchedTo } }: { terms: Terms; page: JobPage }) {
  if (newer === null && older === null) return null;
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-2">
      {newer !== null && (
        <>
          <Link href={hrefOf(terms)} className={buttonStyle("outline")}>
            Newest
          </Link>
          <Link href={hrefOf(terms, { after: newer })} rel="prev" className={buttonStyle("outline")}>
            Newer
          </Link>
        </>
      )}
      {searchedTo !== null && <SearchedTo jobId={searchedTo} />}
      {older !== null && (
        <Link
          href={hrefOf(terms, { before: older })}
          rel="next"
          className={`${buttonStyle("outline")} ml-auto`}
        >
          {searchedTo === null ? "Older" : "Search further"}
        </Link>
      )}
    </nav>
  );
}
