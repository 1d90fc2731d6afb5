import Link from "next/link";
import { RANGES, type TimeRange } from "./time-range";

/** The ranges one can look at; the choice is in the address. */
export function RangeLinks({ range }: { range: TimeRange }) {
  return (
    <nav aria-label="Range">
      <ul className="flex rounded-md border border-input bg-card p-0.5">
        {Object.entries(RANGES).map(([name, { label }]) => (
          <li key={name}>
            <Link
              href={`/admin/jobs?range=${name}`}
              title={`The last ${label}`}
              aria-current={name === range.name ? "true" : undefined}
              className="flex h-8 items-center rounded-sm px-2.5 text-sm font-medium text-muted-foreground hover:text-foreground aria-[current]:bg-accent aria-[current]:text-accent-foreground"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
