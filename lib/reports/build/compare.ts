import type { Executor } from "@/lib/db/database";
import type { ReportChart, ReportModel } from "@/lib/reports/model";
import { type Metric, seriesOf, totalOf } from "./metrics";
import { before, bucketOf, type Scope } from "./range";

type KeyFigure = ReportModel["keyFigures"][number];

/** A total with how it has changed against as many days before. */
export async function keyFigure(
  db: Executor,
  metric: Metric,
  scope: Scope,
  show: (value: number) => string = whole,
): Promise<KeyFigure> {
  const now = await totalOf(db, metric, scope);
  const then = await totalOf(db, metric, before(scope));
  return { label: metric.title, value: show(now), change: then === 0 ? null : now / then - 1 };
}

/** A metric over the period. */
export async function chartOf(
  db: Executor,
  metric: Metric,
  scope: Scope,
  kind: ReportChart["kind"] = "columns",
  scale = 1,
): Promise<ReportChart> {
  const series = await seriesOf(db, metric, scope);
  const points = series.map(({ label, value }) => ({ label, value: value / scale }));
  return { title: `${metric.title} by ${bucketOf(scope)}`, description: describe(points), kind, points };
}

/** What one sees at a glance. */
function describe(points: ReportChart["points"]): string {
  const highest = points.reduce((most, point) => (point.value > most.value ? point : most), {
    label: "",
    value: 0,
  });
  if (highest.value === 0) return "Nothing in this time.";
  return `The most in ${highest.label}: ${whole(highest.value)}. From ${points[0]?.label} to ${points.at(-1)?.label}.`;
}

function whole(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 0 });
}
