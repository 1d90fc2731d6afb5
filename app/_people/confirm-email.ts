"use server";

import { redirect } from "next/navigation";
import { textOf } from "@/app/_components/form-texts";
import { callAuth } from "./call-auth";
import { type FormState, sayRefusal } from "./form-state";

/** Changes the address to the one that the link was sent to. */
export async function confirmEmail(_: FormState, form: FormData): Promise<FormState> {
  const answer = await callAuth(`/verify-email?token=${encodeURIComponent(textOf(form, "token"))}`);
  if (answer.ok) redirect("/account?done=email");
  if (answer.code === "EMAIL_TAKEN")
    return { message: "There is an account with this address already. Sign in with it, or choose another." };
  const isOver = answer.status === 400 || answer.status === 401;
  return {
    message: isOver ? "This link was used already or is too old. Ask for a new one." : sayRefusal(answer),
  };
}
