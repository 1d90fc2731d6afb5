import { Icon } from "@/app/_components/icon";
import { DeedForm } from "@/app/admin/jobs/_parts/deed-form";
import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import type { Drift } from "@/lib/jobs/schedules/drift";
import { putRight } from "./actions";

/** Whether the database and QStash have what the code says, and how they differ. */
export function DriftNotice({ drift, mayOperate }: { drift: Drift; mayOperate: boolean }) {
  if (!drift.isKnown)
    return (
      <EmptyState
        kind="unknown"
        title="It cannot be told whether QStash has them"
        text={
          <span className="wrap-anywhere">
            {drift.reason} What is listed below comes from the database and is up to date.
          </span>
        }
      />
    );
  if (drift.lines.length === 0)
    return (
      <p className="flex items-center gap-2 text-sm">
        <Icon name="check" className="size-4 text-success" />
        The database and QStash have all of them as the code says.
      </p>
    );
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-2 text-sm font-medium">
        <Icon name="alert" className="size-4 text-warning" />
        The database or QStash differs from the code.
      </p>
      <pre className="rounded-md border bg-muted p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
        {drift.lines.join("\n")}
      </pre>
      {mayOperate && (
        <DeedForm
          action={putRight}
          label="Put right"
          confirm="Makes, changes and deletes schedules as listed, here and at QStash. A deploy does the same."
        />
      )}
    </div>
  );
}
