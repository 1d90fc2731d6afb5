"use server";

import { revalidatePath } from "next/cache";
import { textOf } from "@/app/_components/form-texts";
import { callAuth } from "@/app/_people/call-auth";
import { type FormState, sayRefusal } from "@/app/_people/form-state";
import { passwordError } from "@/app/_people/password-error";

/** Changes how others see the person. */
export async function changeName(_: FormState, form: FormData): Promise<FormState> {
  const name = textOf(form, "name").trim();
  const answer = await callAuth("/update-user", { name });
  if (!answer.ok && answer.code === "INVALID_NAME")
    return { errors: { name: answer.message }, values: { name } };
  if (!answer.ok) return { message: sayRefusal(answer), values: { name } };
  revalidatePath("/", "layout");
  return { done: "Your name was changed." };
}

/** Asks the new address to confirm itself. Says the same whether somebody else has it or not. */
export async function changeEmail(_: FormState, form: FormData): Promise<FormState> {
  const newEmail = textOf(form, "newEmail").trim();
  const answer = await callAuth("/change-email", { newEmail });
  if (answer.ok) return { done: `Follow the link that we have sent to ${newEmail}.` };
  if (answer.status === 400)
    return { errors: { newEmail: "Enter another address, such as name@example.com." }, values: { newEmail } };
  return { message: sayRefusal(answer), values: { newEmail } };
}

/** Changes the password and signs out everywhere else. */
export async function changePassword(_: FormState, form: FormData): Promise<FormState> {
  const currentPassword = textOf(form, "currentPassword");
  const body = { currentPassword, newPassword: textOf(form, "password"), revokeOtherSessions: true };
  const answer = await callAuth("/change-password", body);
  if (answer.ok) return { done: "Your password was changed. You are signed out everywhere else." };
  if (answer.code === "INVALID_PASSWORD")
    return { errors: { currentPassword: "This is not your password." } };
  const error = passwordError(answer.code);
  return error === undefined ? { message: sayRefusal(answer) } : { errors: { password: error } };
}
