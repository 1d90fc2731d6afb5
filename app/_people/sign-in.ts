"use server";

import { redirect } from "next/navigation";
import { textOf } from "@/app/_components/form-texts";
import { safePath } from "@/lib/auth/safe-path";
import { callAuth } from "./call-auth";
import { type FormState, sayRefusal } from "./form-state";

/** Signs in and goes on to where the person wanted to go. */
export async function signIn(_: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email").trim();
  const answer = await callAuth("/sign-in/email", { email, password: textOf(form, "password") });
  if (answer.ok) redirect(safePath(textOf(form, "next"), "/"));
  // One sentence for an unknown address, a wrong password and a malformed one: nobody learns who has an account.
  const wrong = answer.status === 400 || answer.status === 401;
  return { message: wrong ? "Email or password is wrong." : sayRefusal(answer), values: { email } };
}
