import type { ReactNode } from "react";

type PageHeadingProps = {
  title: string;
  /** One sentence that says what the page is for, or how things stand. */
  lead?: ReactNode;
  /** Buttons and links at its end. */
  children?: ReactNode;
};

/** What stands on top of each page of the dashboard. */
export function PageHeading({ title, lead, children }: PageHeadingProps) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
      <div className="grid min-w-0 gap-1">
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {lead !== undefined && <p className="text-sm text-muted-foreground">{lead}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}
