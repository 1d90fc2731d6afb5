import type { Metadata } from "next";
import { confirmEmail } from "@/app/_people/confirm-email";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { CredentialsPage } from "@/app/_people/credentials-page";

export const metadata: Metadata = {
  title: "Confirm address",
  referrer: "no-referrer",
  robots: { index: false },
};

/** Where the link in the mail leads. Opening it changes nothing: mail programs open links by themselves. */
export default async function ConfirmEmailPage({ searchParams }: PageProps<"/confirm-email">) {
  const { token } = await searchParams;
  return (
    <CredentialsPage
      title="Confirm your new address"
      lead="From then on you sign in with it, and your mail goes there."
      other={{ question: "It was not you?", href: "/account", label: "Leave it as it is" }}
    >
      <CredentialsForm
        action={confirmEmail}
        fields={[]}
        submit="Confirm"
        pending="Confirming…"
        hidden={{ token: typeof token === "string" ? token : "" }}
      />
    </CredentialsPage>
  );
}
