import type { FormState } from "@/app/_people/form-state";
import { Problem } from "@/lib/http/problem";

/** What a form says after asking for a file: by field where the complaint is about one. */
export async function sayStart(
  start: () => Promise<unknown>,
  { done, values }: { done: string; values: Record<string, string> },
): Promise<FormState> {
  try {
    await start();
    return { done, values };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = Object.fromEntries(
      error.errors.map(({ pointer = "", detail }) => [pointer.split("/").at(2) ?? "", detail]),
    );
    return error.errors.length > 0
      ? { errors, values, message: firstOf(errors) }
      : { message: error.message, values };
  }
}

/** Said on top as well: the field may be one that the form does not show. */
function firstOf(errors: Record<string, string>): string {
  return Object.entries(errors)
    .map(([field, detail]) => `${field}: ${detail}`)
    .join(" ");
}
