import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ComponentProps } from "react";
import { Notice } from "@/app/_components/notice";
import { CredentialsForm } from "@/app/_people/credentials-form";
import { PersonHeader } from "@/app/_people/person-header";
import { getPerson } from "@/lib/auth/get-person";
import { changeEmail, changeName, changePassword } from "./actions";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const person = await getPerson(await headers());
  if (person === null) redirect("/sign-in?next=%2Faccount");
  const isEmailChanged = (await searchParams).done === "email";
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-xl grid-cols-1 gap-6 px-4 py-8">
        <h1 className="text-2xl font-semibold tracking-tight">Account</h1>
        {isEmailChanged && <Notice>Your address is {person.email} now.</Notice>}
        <Part
          title="Name"
          action={changeName}
          fields={["name"]}
          values={{ name: person.name }}
          submit="Change name"
        />
        <Part
          title="Mail address"
          note={`You sign in with ${person.email}.`}
          action={changeEmail}
          fields={["new-email"]}
          submit="Send the link"
        />
        <Part
          title="Password"
          action={changePassword}
          fields={["old-password", "other-password"]}
          submit="Change password"
        />
      </main>
    </>
  );
}

type PartProps = Omit<ComponentProps<typeof CredentialsForm>, "pending"> & { title: string; note?: string };

function Part({ title, note, ...form }: PartProps) {
  return (
    <section aria-label={title} className="grid grid-cols-1 gap-4 rounded-xl border bg-card p-5">
      <div className="grid gap-1">
        <h2 className="text-lg font-semibold">{title}</h2>
        {note !== undefined && <p className="text-sm wrap-anywhere text-muted-foreground">{note}</p>}
      </div>
      <CredentialsForm pending="One moment…" {...form} />
    </section>
  );
}
