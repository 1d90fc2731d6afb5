import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { Icon } from "@/app/_components/icon";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { reconcileNow, resumeJobType } from "@/app/admin/jobs/system/actions";
import type { Concern } from "./concerns";

/** What to look at, each with its link and, for those who may, its button. */
export function NeedsAttention({ concerns, isAdmin }: { concerns: readonly Concern[]; isAdmin: boolean }) {
  if (concerns.length === 0)
    return (
      <p className="flex items-center gap-2 text-sm">
        <Icon name="check" className="size-4 text-success" />
        Nothing is stuck, late or paused, and no alert fires.
      </p>
    );
  return (
    <ul className="divide-y">
      {concerns.map((concern) => (
        <Row key={concern.id} concern={concern} isAdmin={isAdmin} />
      ))}
    </ul>
  );
}

function Row({ concern, isAdmin }: { concern: Concern; isAdmin: boolean }) {
  const { severity, title, detail, link, deed } = concern;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 first:pt-0 last:pb-0">
      <div className="flex min-w-0 flex-[1_1_18rem] gap-2.5">
        <Icon
          name="alert"
          className={`mt-0.5 size-4 ${severity === "critical" ? "text-destructive" : "text-warning"}`}
        />
        <div className="min-w-0">
          <p className="text-sm font-medium wrap-anywhere">
            <span className="sr-only">{severity === "critical" ? "Critical: " : "Warning: "}</span>
            {title}
          </p>
          <p className="text-sm wrap-anywhere text-muted-foreground tabular-nums">{detail}</p>
        </div>
      </div>
      <div className="flex flex-wrap items-start gap-2">
        <Link href={link.href} className={buttonStyle("outline", "small")}>
          {link.label}
        </Link>
        {isAdmin && deed?.kind === "reconcile" && (
          <DeedForm action={reconcileNow} label="Reconcile now" name={`because of: ${title}`} />
        )}
        {isAdmin && deed?.kind === "resume" && (
          <DeedForm action={resumeJobType} hidden={{ type: deed.type }} label="Resume" name={deed.type} />
        )}
      </div>
    </li>
  );
}
