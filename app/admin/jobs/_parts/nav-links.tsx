"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { PAGES } from "./pages";

/** The way to each page of the dashboard; scrolls sideways where a phone is too narrow for all. */
export function NavLinks() {
  const path = usePathname();
  return (
    <ul className="flex min-w-0 flex-1 gap-1 overflow-x-auto">
      {PAGES.map(({ href, label, key }) => (
        <li key={href}>
          <Link
            href={href}
            title={`Press g, then ${key}`}
            aria-current={path === href ? "page" : undefined}
            className="-mb-px flex h-11 items-center border-b-2 border-transparent px-2 text-sm font-medium whitespace-nowrap text-muted-foreground hover:text-foreground aria-[current]:border-primary aria-[current]:text-foreground"
          >
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
