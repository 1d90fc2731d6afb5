"use server";

import { textOf } from "@/app/_components/form-texts";
import { callAuth } from "./call-auth";
import { type FormState, sayRefusal } from "./form-state";

/** Mails a link to choose a new password. Says the same whether there is such an account or not. */
export async function askForReset(_: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email").trim();
  const answer = await callAuth("/request-password-reset", { email });
  if (answer.ok) return { done: `If there is an account for ${email}, a link is on its way to it.` };
  if (answer.status === 400)
    return { errors: { email: "Enter a mail address such as name@example.com." }, values: { email } };
  return { message: sayRefusal(answer), values: { email } };
}
