import { linkHere } from "./links";
import { type Markup, markup } from "./markup";
import type { PageCall } from "./page-call";

/** Rows on one page of a list. */
const ROWS_PER_PAGE = 50;

/** The part of a long list that `?page=` asks for. */
export type PageOfRows<Row> = { rows: readonly Row[]; page: number; pages: number; total: number };

/** The nearest page there is, whatever the query says. */
export function pageOf<Row>({ query }: Pick<PageCall, "query">, all: readonly Row[]): PageOfRows<Row> {
  const pages = Math.max(1, Math.ceil(all.length / ROWS_PER_PAGE));
  const wanted = Number.parseInt(query.get("page") ?? "1", 10) || 1;
  const page = Math.min(pages, Math.max(1, wanted));
  const rows = all.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE);
  return { rows, page, pages, total: all.length };
}

/** Where in the list the reader is, and the way on. */
export function pager(call: PageCall, { rows, page, pages, total }: PageOfRows<unknown>): Markup | null {
  if (pages === 1) return null;
  const first = (page - 1) * ROWS_PER_PAGE + 1;
  return markup`<nav class="pager" aria-label="Pages of the list"><span>${first}–${first + rows.length - 1} of ${total}</span>
${page > 1 ? markup`<a rel="prev" href="${linkHere(call, { page: page > 2 ? page - 1 : undefined })}">← Newer</a>` : null}
${page < pages ? markup`<a rel="next" href="${linkHere(call, { page: page + 1 })}">Older →</a>` : null}</nav>`;
}
