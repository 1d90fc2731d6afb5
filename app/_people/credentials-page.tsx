import Link from "next/link";
import type { ReactNode } from "react";
import { SiteHeader } from "@/app/_components/site-header";

type CredentialsPageProps = {
  title: string;
  lead: string;
  /** The other way in, for whoever came to the wrong page. */
  other: { question: string; href: string; label: string };
  children: ReactNode;
};

/** The frame of sign-in and sign-up. */
export function CredentialsPage({ title, lead, other, children }: CredentialsPageProps) {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto grid max-w-sm gap-6 px-4 py-12 sm:py-20">
        <div className="grid gap-1.5">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          <p className="text-sm text-muted-foreground">{lead}</p>
        </div>
        <div className="rounded-xl border bg-card p-5 shadow-xs">{children}</div>
        <p className="text-sm text-muted-foreground">
          {other.question}{" "}
          <Link href={other.href} className="font-medium text-primary underline-offset-4 hover:underline">
            {other.label}
          </Link>
        </p>
      </main>
    </>
  );
}
