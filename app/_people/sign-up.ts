"use server";

import { redirect } from "next/navigation";
import { textOf } from "@/app/_components/form-texts";
import { safePath } from "@/lib/auth/safe-path";
import { callAuth } from "./call-auth";
import { type FormState, type Refusal, sayRefusal } from "./form-state";
import { passwordError } from "./password-error";

/** Makes the account, signs in and goes on to where the person wanted to go. */
export async function signUp(_: FormState, form: FormData): Promise<FormState> {
  const values = { name: textOf(form, "name").trim(), email: textOf(form, "email").trim() };
  const answer = await callAuth("/sign-up/email", { ...values, password: textOf(form, "password") });
  if (answer.ok) redirect(safePath(textOf(form, "next"), "/mail"));
  const errors = fieldErrors(answer);
  return errors === undefined ? { message: sayRefusal(answer), values } : { errors, values };
}

function fieldErrors({ code, message }: Refusal): Record<string, string> | undefined {
  switch (code) {
    case "INVALID_NAME":
      return { name: message };
    case "INVALID_EMAIL":
    case "VALIDATION_ERROR":
      return { email: "Enter a mail address such as name@example.com." };
    // The second comes when two requests with one address arrive together.
    case "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL":
    case "FAILED_TO_CREATE_USER":
      return { email: "There is an account with this address already. Sign in instead." };
    default: {
      const password = passwordError(code);
      return password === undefined ? undefined : { password };
    }
  }
}
