import Link from "next/link";
import { StatusBadge } from "@/app/_components/status-badge";
import { STATUSES, type Status } from "@/lib/jobs/lifecycle";
import type { JobCount } from "@/lib/jobs/reading/count-jobs";
import { countText } from "./count-text";
import { hrefOf, type Terms } from "./terms";

type StatusRailProps = { terms: Terms; counts: ReadonlyMap<Status, JobCount> };

/** Each status with how many jobs of this list have it; one leads to those alone. */
export function StatusRail({ terms, counts }: StatusRailProps) {
  return (
    <nav aria-label="Statuses" className="overflow-x-auto">
      <ul className="flex gap-1 pb-1">
        <Stop
          label="All"
          href={hrefOf({ ...terms, status: undefined })}
          isHere={terms.status === undefined}
        />
        {STATUSES.map((status) => (
          <Stop
            key={status}
            href={hrefOf({ ...terms, status })}
            isHere={terms.status === status}
            label={<StatusBadge status={status} />}
            count={counts.get(status)}
          />
        ))}
      </ul>
    </nav>
  );
}

type StopProps = { label: React.ReactNode; href: string; isHere: boolean; count?: JobCount | undefined };

function Stop({ label, href, isHere, count }: StopProps) {
  return (
    <li>
      <Link
        href={href}
        aria-current={isHere ? "true" : undefined}
        className="flex h-9 items-center gap-1.5 rounded-md border bg-card px-2 text-sm font-medium whitespace-nowrap hover:bg-accent aria-[current]:border-primary aria-[current]:bg-accent"
      >
        {label}
        {count !== undefined && (
          <span className="min-w-6 text-right text-muted-foreground tabular-nums">{countText(count)}</span>
        )}
      </Link>
    </li>
  );
}
