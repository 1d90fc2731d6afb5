import Link from "next/link";
import type { ReactNode } from "react";
import { ThemeToggle } from "./theme-toggle";

type SiteHeaderProps = {
  /** The key that changes the colours, on pages that have keys. */
  themeKey?: string | undefined;
  children?: ReactNode;
};

/** The bar on top of every page; `children` stand at its end. */
export function SiteHeader({ themeKey, children }: SiteHeaderProps) {
  return (
    <header className="border-b bg-card">
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-2 px-4">
        <Link href="/" className="mr-auto flex items-center gap-2 font-semibold whitespace-nowrap">
          <Logo />
          Background jobs
        </Link>
        {children}
        <ThemeToggle keyName={themeKey} />
      </div>
    </header>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-7 text-primary">
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <path
        d="M9 11h14M9 16h9M9 21h5m4 .5 2.4 2.4 4.6-5"
        className="stroke-primary-foreground"
        fill="none"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
