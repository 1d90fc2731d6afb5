import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { SiteHeader } from "@/app/_components/site-header";

const STEPS = [
  { title: "Written down first", text: "Your request becomes a row in Postgres before anything leaves." },
  {
    title: "Delivered by QStash",
    text: "A signed message starts the work; a crash or a fault means another try.",
  },
  { title: "Watched by you", text: "The page asks how it is going and tells you in plain words." },
] as const;

/** The first page of somebody who is not signed in. */
export function Welcome() {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto grid max-w-3xl gap-12 px-4 py-16 sm:py-24">
        <div className="grid gap-5">
          <h1 className="text-4xl font-semibold tracking-tight text-balance sm:text-5xl">
            Work that goes on after the page has answered
          </h1>
          <p className="max-w-xl text-lg text-pretty text-muted-foreground">
            The background jobs a Next.js product needs from day one. Sign in, send a mail to somebody in your
            organization and watch it move, retries included.
          </p>
          <div className="flex flex-wrap gap-3">
            <Link href="/sign-up" className={buttonStyle()}>
              Sign up
            </Link>
            <Link href="/sign-in" className={buttonStyle("outline")}>
              Sign in
            </Link>
          </div>
        </div>
        <ol className="grid gap-6 border-t pt-8 sm:grid-cols-3">
          {STEPS.map(({ title, text }, index) => (
            <li key={title} className="grid content-start gap-1">
              <span className="text-sm font-medium text-primary tabular-nums">{index + 1}</span>
              <span className="font-medium">{title}</span>
              <span className="text-sm text-muted-foreground">{text}</span>
            </li>
          ))}
        </ol>
      </main>
    </>
  );
}
