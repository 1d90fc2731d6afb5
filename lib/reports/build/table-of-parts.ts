import type { ReportTable } from "@/lib/reports/model";
import type { Metric, partsOf } from "./metrics";

/** The largest parts of a metric as a table, which says how many there are in all. */
export function tableOfParts(
  { title: valueName }: Metric,
  { title, label }: { title: string; label: string },
  { points, total }: Awaited<ReturnType<typeof partsOf>>,
): ReportTable {
  return {
    title,
    columns: [
      { name: label, type: "text" },
      { name: valueName, type: "number" },
    ],
    rows: points.map((part) => [part.label, part.value]),
    total,
  };
}
