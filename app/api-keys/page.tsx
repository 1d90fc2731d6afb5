import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Notice } from "@/app/_components/notice";
import { PersonHeader } from "@/app/_people/person-header";
import { listApiKeys } from "@/lib/auth/api-keys/list-api-keys";
import { mayManageKeys } from "@/lib/auth/api-keys/may-manage-keys";
import { getPerson } from "@/lib/auth/get-person";
import { KeyForm } from "./key-form";
import { KeyRow } from "./key-row";

export const metadata: Metadata = { title: "API keys" };

/** Those that work are at most fifty and come first; of the others only the newest matter. */
const SHOWN = 100;

export default async function ApiKeysPage() {
  const person = await getPerson(await headers());
  if (person === null) redirect("/sign-in?next=%2Fapi-keys");
  const { organization, actor } = person;
  if (organization === null) redirect("/mail");
  const mayManage = mayManageKeys(actor);
  const keys = mayManage ? await listApiKeys(organization.id, SHOWN) : [];
  const active = keys.filter(({ state }) => state === "active");
  const over = keys.filter(({ state }) => state !== "active");
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">API keys</h1>
          <p className="text-pretty text-muted-foreground">
            Programs call{" "}
            <Link href="/docs/api" className="text-primary underline underline-offset-4">
              the API
            </Link>{" "}
            for {organization.name} with these. A key acts as the person who made it, as far as its scopes go.
          </p>
        </div>
        {mayManage ? (
          <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[22rem_minmax(0,1fr)]">
            <section aria-labelledby="new-key" className="grid gap-4 rounded-xl border bg-card p-5">
              <h2 id="new-key" className="text-lg font-semibold">
                New key
              </h2>
              <KeyForm />
            </section>
            <div className="grid grid-cols-1 gap-8">
              <List title="Keys" count={active.length}>
                {active.map((key) => (
                  <KeyRow key={key.keyId} apiKey={key} />
                ))}
              </List>
              {over.length > 0 && (
                <List title="Over" count={over.length}>
                  {over.map((key) => (
                    <KeyRow key={key.keyId} apiKey={key} />
                  ))}
                </List>
              )}
            </div>
          </div>
        ) : (
          <Notice>Owners and admins of {organization.name} make keys. Ask one of them.</Notice>
        )}
      </main>
    </>
  );
}

function List({ title, count, children }: { title: string; count: number; children: React.ReactNode }) {
  return (
    <section aria-label={title} className="grid grid-cols-1 gap-3">
      <h2 className="text-lg font-semibold">
        {title} <span className="font-normal text-muted-foreground tabular-nums">{count}</span>
      </h2>
      {count === 0 ? (
        <p className="rounded-xl border border-dashed p-6 text-center text-sm text-muted-foreground">
          No key yet. Make one, and the key is shown to you once.
        </p>
      ) : (
        <ul className="divide-y rounded-xl border bg-card">{children}</ul>
      )}
    </section>
  );
}
