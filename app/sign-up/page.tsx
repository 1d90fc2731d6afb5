import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { CredentialsPage } from "@/app/_people/credentials-page";
import { signUp } from "@/app/_people/sign-up";
import { getActor } from "@/lib/auth/get-actor";
import { safePath } from "@/lib/auth/safe-path";

export const metadata: Metadata = { title: "Sign up" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const next = safePath((await searchParams).next, "/mail");
  if ((await getActor(await headers())) !== null) redirect(next);
  return (
    <CredentialsPage
      title="Sign up"
      lead="You get an organization of your own, and a welcome mail: your first background job."
      other={{
        question: "Already have an account?",
        href: `/sign-in?next=${encodeURIComponent(next)}`,
        label: "Sign in",
      }}
    >
      <CredentialsForm
        action={signUp}
        fields={["name", "email", "new-password"]}
        submit="Create account"
        pending="Creating your account…"
        hidden={{ next }}
      />
    </CredentialsPage>
  );
}
