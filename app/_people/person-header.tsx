import { buttonStyle } from "@/app/_components/button-style";
import { SiteHeader } from "@/app/_components/site-header";
import type { Person } from "@/lib/auth/get-person";
import { PlaceLinks } from "./place-links";
import { signOut } from "./sign-out";

/** What is on top for somebody who is signed in: who they are, for whom they act, the way out, and where to go. */
export function PersonHeader({ person, themeKey }: { person: Person; themeKey?: string }) {
  return (
    <>
      <SiteHeader themeKey={themeKey}>
        <div className="mr-1 hidden min-w-0 text-right text-sm leading-tight sm:block">
          <p className="truncate font-medium">{person.name}</p>
          {person.organization !== null && (
            <p className="truncate text-muted-foreground">{person.organization.name}</p>
          )}
        </div>
        <form action={signOut} className="contents">
          <button type="submit" className={buttonStyle("quiet", "small")}>
            Sign out
          </button>
        </form>
      </SiteHeader>
      <PlaceLinks isStaff={person.actor.staff !== "none"} />
    </>
  );
}
