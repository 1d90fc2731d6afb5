import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "./_components/button-style";
import { SiteHeader } from "./_components/site-header";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto grid max-w-sm justify-items-start gap-4 px-4 py-20">
        <h1 className="text-2xl font-semibold tracking-tight">There is no such page</h1>
        <p className="text-muted-foreground">The address may be mistyped, or the page has moved.</p>
        <Link href="/" className={buttonStyle("outline")}>
          Go to the start
        </Link>
      </main>
    </>
  );
}
