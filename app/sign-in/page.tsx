import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { CredentialsPage } from "@/app/_people/credentials-page";
import { signIn } from "@/app/_people/sign-in";
import { getActor } from "@/lib/auth/get-actor";
import { safePath } from "@/lib/auth/safe-path";

export const metadata: Metadata = { title: "Sign in" };

const LEAD = "Send a mail to your team and watch it on its way.";
const PASSWORD_CHANGED = "Your password was changed. Sign in with the new one.";

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const next = safePath((await searchParams).next, "/");
  if ((await getActor(await headers())) !== null) redirect(next);
  return (
    <CredentialsPage
      title="Sign in"
      lead={(await searchParams).done === "password" ? PASSWORD_CHANGED : LEAD}
      other={{
        question: "No account yet?",
        // Without a way of their own, people who sign up see their first mail go out.
        href: next === "/" ? "/sign-up" : `/sign-up?next=${encodeURIComponent(next)}`,
        label: "Sign up",
      }}
    >
      <CredentialsForm
        action={signIn}
        fields={["email", "current-password"]}
        submit="Sign in"
        pending="Signing in…"
        hidden={{ next }}
      />
      <Link
        href="/forgot-password"
        className="mt-4 block text-sm font-medium text-primary underline-offset-4 hover:underline"
      >
        Forgot your password?
      </Link>
    </CredentialsPage>
  );
}
