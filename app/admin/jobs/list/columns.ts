import type { cookies } from "next/headers";

/** What a row of the list can show beside the job itself. */
export const COLUMNS = [
  { name: "status", label: "Status" },
  { name: "for", label: "For" },
  { name: "try", label: "Try" },
  { name: "progress", label: "Progress" },
  { name: "waited", label: "Waited" },
  { name: "ran", label: "Ran" },
  { name: "enqueued", label: "Enqueued" },
] as const;

export type Column = (typeof COLUMNS)[number]["name"];

export const COLUMNS_COOKIE = "jobs-columns";

/** What a wide screen shows where nobody has chosen; narrow ones show less of it. */
export const DEFAULT_COLUMNS: readonly Column[] = ["status", "for", "try", "waited", "ran", "enqueued"];

type Cookies = Pick<Awaited<ReturnType<typeof cookies>>, "get">;

/** The columns that this browser chose; null where it has not. Read on the server, so the first paint has them. */
export function readColumns(cookies: Cookies): Column[] | null {
  const chosen = cookies.get(COLUMNS_COOKIE)?.value;
  // A cookie that was just deleted is there with nothing in it until the next request.
  return chosen === undefined || chosen === "" ? null : named(chosen.split("."));
}

/** Columns as the cookie keeps them; what is none is left out. */
export function writeColumns(names: readonly unknown[]): string {
  const chosen = named(names);
  return chosen.length === 0 ? "none" : chosen.join(".");
}

function named(names: readonly unknown[]): Column[] {
  return COLUMNS.map(({ name }) => name).filter((name) => names.includes(name));
}
