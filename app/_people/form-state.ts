import type { AuthAnswer } from "./call-auth";

/** What a form about people shows after the server has looked at it. */
export type FormState = {
  /** What was done. */
  done?: string;
  /** What is wrong with the whole. */
  message?: string;
  /** What is wrong with one field, by its name. */
  errors?: Record<string, string>;
  /** What was typed, to be typed no second time; never the password. */
  values?: Record<string, string>;
};

export type Refusal = Extract<AuthAnswer, { ok: false }>;

/** What to say when the fault is not in the fields. */
export function sayRefusal({ status, retryAfterSeconds }: Refusal): string {
  if (status === 429) return `Too many tries. Please wait ${retryAfterSeconds ?? 60} seconds and try again.`;
  if (status >= 500) return "That did not work because of a fault on our side. Please try again in a minute.";
  return "That did not work. Please check what you entered.";
}
