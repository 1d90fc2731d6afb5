import type { Executor } from "@/lib/db/database";
import type { ReportPayload } from "@/lib/reports/jobs";
import { chartOf, keyFigure } from "./compare";
import { metrics } from "./metrics";
import type { Scope } from "./range";
import type { ReportParts } from "./report-parts";

type Chosen = Extract<ReportPayload, { reportType: "custom" }>["metrics"];

/** What somebody chose, each as a figure and a chart. */
export async function custom(db: Executor, scope: Scope, chosen: Chosen): Promise<ReportParts> {
  const parts: ReportParts = { title: "Custom report", keyFigures: [], charts: [], tables: [] };
  for (const name of new Set(chosen)) {
    parts.keyFigures.push(await keyFigure(db, metrics[name], scope));
    parts.charts.push(await chartOf(db, metrics[name], scope));
  }
  return parts;
}
