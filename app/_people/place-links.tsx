"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { PLACES, STAFF_PLACE } from "./places";

/** The way to each part of the product; scrolls sideways where a phone is too narrow for all. */
export function PlaceLinks({ isStaff }: { isStaff: boolean }) {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="border-b bg-card">
      <ul className="mx-auto flex max-w-6xl gap-1 overflow-x-auto px-3">
        {(isStaff ? [...PLACES, STAFF_PLACE] : PLACES).map(({ href, label }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isIn(path, href) ? "page" : undefined}
              className="-mb-px flex h-10 items-center border-b-2 border-transparent px-2 text-sm font-medium whitespace-nowrap text-muted-foreground hover:text-foreground aria-[current]:border-primary aria-[current]:text-foreground"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isIn(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}
