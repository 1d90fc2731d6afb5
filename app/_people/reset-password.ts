"use server";

import { redirect } from "next/navigation";
import { textOf } from "@/app/_components/form-texts";
import { callAuth } from "./call-auth";
import { type FormState, sayRefusal } from "./form-state";
import { passwordError } from "./password-error";

/** Sets the password that was chosen by a link. Whoever was signed in has to sign in anew. */
export async function resetPassword(_: FormState, form: FormData): Promise<FormState> {
  const newPassword = textOf(form, "password");
  const answer = await callAuth("/reset-password", { newPassword, token: textOf(form, "token") });
  if (answer.ok) redirect("/sign-in?done=password");
  if (answer.code === "INVALID_TOKEN")
    return { message: "This link was used already or is too old. Ask for a new one." };
  const error = passwordError(answer.code);
  return error === undefined ? { message: sayRefusal(answer) } : { errors: { password: error } };
}
