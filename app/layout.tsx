import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
// oxlint-disable-next-line import/no-unassigned-import -- a stylesheet has no value to assign
import "./globals.css";
import { getActor } from "@/lib/auth/get-actor";
import { LateToaster } from "./_components/late-toaster";
import { readTheme } from "./_components/theme";

export const metadata: Metadata = {
  title: { default: "Background jobs", template: "%s · Background jobs" },
  description: "Work that goes on after the page has answered, and that you can watch.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme(await cookies());
  const userId = await signedInUserId();
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body>
        {children}
        {userId !== null && <LateToaster owner={String(userId)} key={userId} />}
      </body>
    </html>
  );
}

/** Null for nobody, and while the database cannot be asked: pages say that better than a layout. */
async function signedInUserId(): Promise<number | null> {
  const actor = await getActor(await headers()).catch(() => null);
  return actor?.userId ?? null;
}
