import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { CredentialsPage } from "@/app/_people/credentials-page";
import { resetPassword } from "@/app/_people/reset-password";

export const metadata: Metadata = {
  title: "New password",
  referrer: "no-referrer",
  robots: { index: false },
};

/** Where the link in the mail leads. Opening it spends nothing: mail programs open links by themselves. */
export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { token } = await searchParams;
  return (
    <CredentialsPage
      title="Choose a new password"
      lead="You are signed out everywhere, and sign in with the new one."
      other={{ question: "The link does not work?", href: "/forgot-password", label: "Ask for a new one" }}
    >
      {typeof token === "string" ? (
        <CredentialsForm
          action={resetPassword}
          fields={["other-password"]}
          submit="Change password"
          pending="Changing…"
          hidden={{ token }}
        />
      ) : (
        <div className="grid gap-4">
          <p className="text-sm text-muted-foreground">
            This link is not whole. Copy all of it from the mail.
          </p>
          <Link href="/forgot-password" className={buttonStyle("outline")}>
            Ask for a new one
          </Link>
        </div>
      )}
    </CredentialsPage>
  );
}
