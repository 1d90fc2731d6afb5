import type { Metadata } from "next";
import { askForReset } from "@/app/_people/ask-for-reset";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { CredentialsPage } from "@/app/_people/credentials-page";

export const metadata: Metadata = { title: "Forgot password" };

export default function ForgotPasswordPage() {
  return (
    <CredentialsPage
      title="Forgot your password?"
      lead="We send you a link to choose a new one. It works for an hour."
      other={{ question: "It came back to you?", href: "/sign-in", label: "Sign in" }}
    >
      <CredentialsForm action={askForReset} fields={["email"]} submit="Send the link" pending="Sending…" />
    </CredentialsPage>
  );
}
