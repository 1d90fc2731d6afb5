import { COLUMNS, type Column, DEFAULT_COLUMNS } from "./columns";

/** What a list shows: the status stands before the job, the others after it. */
export type ShownColumns = { hasStatus: boolean; others: ShownColumn[] };

/** A column after the job. */
type ShownColumn = {
  name: OtherColumn;
  label: string;
  /** Classes of its cells. */
  look: string;
};

export type OtherColumn = Exclude<Column, "status">;

/** Where nobody has chosen, narrow screens leave out what they have no room for. */
const BY_WIDTH: Record<OtherColumn, string> = {
  for: "max-md:hidden",
  try: "max-lg:hidden",
  progress: "max-lg:hidden",
  waited: "max-lg:hidden",
  ran: "max-sm:hidden",
  enqueued: "",
};

/** Figures stand on the right. */
const LOOKS: Partial<Record<OtherColumn, string>> = { for: "max-w-44 min-w-32" };

/** The columns of a list, in their order. */
export function shownColumns(chosen: readonly Column[] | null): ShownColumns {
  const shown = chosen ?? DEFAULT_COLUMNS;
  const others = COLUMNS.flatMap(({ name, label }) =>
    name === "status" || !shown.includes(name)
      ? []
      : [{ name, label, look: `${LOOKS[name] ?? "text-right"} ${chosen === null ? BY_WIDTH[name] : ""}` }],
  );
  return { hasStatus: shown.includes("status"), others };
}
