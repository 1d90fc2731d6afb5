"use server";

import { revalidatePath } from "next/cache";
import { textOf } from "@/app/_components/form-texts";
import { callAuth } from "@/app/_people/call-auth";
import { type FormState, sayRefusal } from "@/app/_people/form-state";

/** Invites somebody, or sends the invitation anew: the one before is taken back. */
export async function invite(_: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email").trim();
  const answer = await callAuth("/organization/invite-member", {
    email,
    role: textOf(form, "role"),
    resend: true,
  });
  revalidatePath("/members");
  if (answer.ok) return { done: `An invitation is on its way to ${email}.` };
  if (answer.code === "USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION")
    return { errors: { email: "They are a member already." }, values: { email } };
  if (answer.status === 400)
    return { errors: { email: "Enter a mail address such as name@example.com." }, values: { email } };
  return { message: answer.status === 403 ? NOT_ALLOWED : sayRefusal(answer), values: { email } };
}

/** Takes an invitation back: its link leads nowhere any more. */
export async function cancelInvitation(_: FormState, form: FormData): Promise<FormState> {
  return said(await callAuth("/organization/cancel-invitation", { invitationId: textOf(form, "id") }));
}

/** Makes somebody an admin, or a member again. */
export async function changeRole(_: FormState, form: FormData): Promise<FormState> {
  const body = { memberId: textOf(form, "memberId"), role: textOf(form, "role") };
  return said(await callAuth("/organization/update-member-role", body));
}

/** Removes somebody from the organization. */
export async function removeMember(_: FormState, form: FormData): Promise<FormState> {
  return said(await callAuth("/organization/remove-member", { memberIdOrEmail: textOf(form, "email") }));
}

function said(answer: Awaited<ReturnType<typeof callAuth>>): FormState {
  revalidatePath("/members");
  if (answer.ok) return {};
  return { message: answer.status === 403 || answer.status === 401 ? NOT_ALLOWED : sayRefusal(answer) };
}

const NOT_ALLOWED = "Only owners and admins may do that.";
