import type { ReactNode } from "react";
import { PersonHeader } from "@/app/_people/person-header";
import type { Person } from "@/lib/auth/get-person";

type FilePageProps = { person: Person; title: string; lead: string; form: ReactNode; children: ReactNode };

/** The frame of exports and reports: what to ask for, and beside or below it what came of it. */
export function FilePage({ person, title, lead, form, children }: FilePageProps) {
  return (
    <>
      <PersonHeader person={person} />
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-8">
        <div className="grid gap-1">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          <p className="text-muted-foreground">{lead}</p>
        </div>
        <div className="grid grid-cols-1 items-start gap-8 lg:grid-cols-[22rem_minmax(0,1fr)]">
          <section
            aria-label={`New ${title.toLowerCase()}`}
            className="grid gap-4 rounded-xl border bg-card p-5"
          >
            {form}
          </section>
          <section aria-label={title} className="grid grid-cols-1 gap-4">
            {children}
          </section>
        </div>
      </main>
    </>
  );
}
