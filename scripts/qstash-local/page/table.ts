import { type Content, type Markup, markup } from "./markup";

/** One column: its heading, and what a row shows there. */
export type Column<Row> = {
  heading: string;
  /** How the cell is laid out: `name` comes first, `grow` takes the room, `number` is set to the right. */
  look?: "name" | "grow" | "number" | "actions";
  cell: (row: Row) => Content;
};

/** A table that becomes a stack of cards where there is no room. `keyOf` names each row, so that it stays itself when the table changes. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Markup {
  return markup`<table class="card">
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(({ heading, look }) => markup`<th scope="col" class="${look}">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr id="row-${keyOf(row)}">${columns.map((column) => cell(column, row))}</tr>\n`)}</tbody>
</table>`;
}

function cell<Row>({ heading, look, cell }: Column<Row>, row: Row): Markup {
  return markup`<td class="${look}" data-heading="${heading}">${cell(row)}</td>`;
}
