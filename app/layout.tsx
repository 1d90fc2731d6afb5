import type { Metadata } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
// oxlint-disable-next-line import/no-unassigned-import -- a stylesheet has no value to assign
import "./globals.css";
import { readTheme } from "./_components/theme";

export const metadata: Metadata = {
  title: { default: "Background jobs", template: "%s · Background jobs" },
  description: "Work that goes on after the page has answered, and that you can watch.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme(await cookies());
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body>{children}</body>
    </html>
  );
}
