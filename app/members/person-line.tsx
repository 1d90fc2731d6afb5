import type { ReactNode } from "react";

type PersonLineProps = { title: string; detail: string; role: string; children?: ReactNode };

/** One line of a list of people; what can be done about them stands at its end. */
export function PersonLine({ title, detail, role, children }: PersonLineProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate font-medium">{title}</p>
        <p className="truncate text-sm text-muted-foreground">{detail}</p>
      </div>
      <span className="rounded-full bg-secondary px-2.5 py-0.5 text-xs font-medium text-secondary-foreground">
        {role}
      </span>
      {children}
    </li>
  );
}
