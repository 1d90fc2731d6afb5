import type { Problem } from "@/app/_components/problem";

/** What the form says: by field, and `form` for what concerns none of them. */
export type FormErrors = Readonly<Record<string, string>>;

/** Puts each error of the API at the field it is about. */
export function sayProblem(problem: Problem, fields: readonly string[]): FormErrors {
  const said = (problem.errors ?? []).map(
    ({ pointer, detail }) => [fieldOf(pointer, fields), detail] as const,
  );
  const errors = Object.fromEntries(said.filter(([field]) => field !== undefined));
  const isSaid = said.length > 0 && said.every(([field]) => field !== undefined);
  return isSaid ? errors : { ...errors, form: sentence(problem) };
}

/** `/payload/data/price/amount` is the field `price.amount`, `/payload/to` is `to`. */
function fieldOf(pointer: string, fields: readonly string[]): string | undefined {
  const path = pointer
    .split("/")
    .filter((part) => part !== "" && part !== "payload" && part !== "data")
    .join(".");
  return fields.find((field) => field === path || field.startsWith(`${path}.`));
}

function sentence({ status, detail, title }: Problem): string {
  if (status === 401) return "You are signed out. Sign in again to send this mail.";
  return detail || title || "That did not work. Please try again in a minute.";
}
