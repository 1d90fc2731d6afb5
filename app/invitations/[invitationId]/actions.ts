"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { textOf } from "@/app/_components/form-texts";
import { callAuth } from "@/app/_people/call-auth";
import { type FormState, sayRefusal } from "@/app/_people/form-state";
import { getPerson } from "@/lib/auth/get-person";
import { findInvitation } from "@/lib/auth/invitations";
import { proveMailbox } from "@/lib/auth/prove-mailbox";

/** Joins the organization, which becomes the one that the person acts for. */
export async function accept(_: FormState, form: FormData): Promise<FormState> {
  return await answer(form, "/organization/accept-invitation", "/members");
}

/** Declines, so that nobody waits for an answer. */
export async function decline(_: FormState, form: FormData): Promise<FormState> {
  return await answer(form, "/organization/reject-invitation", "/mail");
}

async function answer(form: FormData, path: string, next: string): Promise<FormState> {
  const id = textOf(form, "id");
  const person = await getPerson(await headers());
  if (person === null) return { message: "You are signed out. Sign in again and open the link anew." };
  const invitation = await findInvitation(Number(id));
  const isTheirs =
    invitation !== null && (await proveMailbox(person.actor.userId, invitation, textOf(form, "token")));
  if (!isTheirs) return { message: "This invitation is not yours, or it is gone." };
  const given = await callAuth(path, { invitationId: id });
  if (given.ok) redirect(next);
  return { message: given.status < 500 && given.status !== 429 ? OVER : sayRefusal(given) };
}

const OVER = "This invitation was answered already, or is too old. Ask for a new one.";
