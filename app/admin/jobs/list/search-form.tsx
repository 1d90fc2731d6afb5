import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { fieldStyle } from "@/app/_components/field-style";
import { Icon } from "@/app/_components/icon";
import { writeSearch } from "./search-text";
import { hrefOf, TERMS, type Terms } from "./terms";

/** One field for everything: terms, an id or its last digits, or words of an error message. Needs no JavaScript. */
export function SearchForm({ terms }: { terms: Terms }) {
  const written = writeSearch(terms);
  return (
    <form action="/admin/jobs/list" className="grid gap-2">
      <div className="flex gap-2">
        <input
          key={written}
          name="q"
          type="search"
          aria-label="Search"
          data-key="/"
          aria-keyshortcuts="/"
          defaultValue={written}
          placeholder="type:send-email status:failed since:2h, an id, or words of an error"
          autoComplete="off"
          spellCheck={false}
          maxLength={1_000}
          className={`${fieldStyle} font-mono`}
        />
        <button type="submit" title="Search (press / to type)" className={buttonStyle("outline")}>
          Search
        </button>
      </div>
      <Chips terms={terms} />
    </form>
  );
}

/** What the list is narrowed by, each with a way to let it go. */
function Chips({ terms }: { terms: Terms }) {
  const given = TERMS.filter((name) => terms[name] !== undefined);
  if (given.length === 0) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-1.5">
      {given.map((name) => (
        <li key={name}>
          <Link
            href={hrefOf({ ...terms, [name]: undefined })}
            className="inline-flex max-w-full items-center gap-1 rounded-full border bg-card py-0.5 pr-1.5 pl-2.5 text-xs hover:bg-accent"
          >
            <span className="sr-only">Remove </span>
            <span className="text-muted-foreground">{name}</span>
            <span className="max-w-60 truncate font-medium">{terms[name]}</span>
            <Icon name="close" className="size-3" />
          </Link>
        </li>
      ))}
      <li>
        <Link href={hrefOf({})} className="inline-flex px-1 py-0.5 text-xs font-medium text-primary">
          Clear filters
        </Link>
      </li>
    </ul>
  );
}
