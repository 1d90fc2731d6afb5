import type { SQL } from "drizzle-orm";
import type { Executor } from "@/lib/db/database";
import type { ReportTable } from "@/lib/reports/model";
import { type Metric, partsOf } from "./metrics";
import type { Scope } from "./range";

/** The largest parts of a metric as a table. One more than is shown is read, to know whether there are more. */
export async function tableOfParts(
  db: Executor,
  metric: Metric,
  { title, label, by, most }: { title: string; label: string; by: SQL; most: number },
  scope: Scope,
): Promise<ReportTable> {
  const parts = await partsOf(db, metric, by, scope, most + 1);
  return {
    title,
    columns: [
      { name: label, type: "text" },
      { name: metric.title, type: "number" },
    ],
    rows: parts.slice(0, most).map((part) => [part.label, part.value]),
    total: parts.length,
  };
}
