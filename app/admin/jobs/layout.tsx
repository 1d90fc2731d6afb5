import type { Metadata } from "next";
import type { ReactNode } from "react";
import { PersonHeader } from "@/app/_people/person-header";
import { requireStaff } from "@/app/admin/_staff/require-staff";
import { database } from "@/lib/db/client";
import { readPulse } from "@/lib/jobs/reading/read-pulse";
import { EnvironmentBadge } from "./_parts/environment-badge";
import { Keyboard } from "./_parts/keyboard";
import { LiveRefresh } from "./_parts/live-refresh";
import { NavLinks } from "./_parts/nav-links";
import { PaletteButton } from "./_parts/palette/palette-button";

export const metadata: Metadata = {
  title: { default: "Jobs", template: "%s · Jobs" },
  robots: { index: false, follow: false },
};

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const person = await requireStaff();
  const { version } = await readPulse(database());
  return (
    <>
      <PersonHeader person={person} themeKey="t" />
      <nav aria-label="Dashboard" className="border-b bg-card">
        <div className="mx-auto flex max-w-6xl items-center gap-3 px-3">
          <NavLinks />
          <EnvironmentBadge />
          <div className="hidden sm:block">
            <LiveRefresh version={version} />
          </div>
          <PaletteButton />
          <Keyboard />
        </div>
      </nav>
      <main className="mx-auto grid max-w-6xl grid-cols-1 gap-6 px-4 py-6">{children}</main>
    </>
  );
}
