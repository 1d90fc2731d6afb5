import type { DeployMark } from "@/app/admin/jobs/_charts/chart";
import { ChartFrame } from "@/app/admin/jobs/_charts/chart-frame";
import { ENDS_FILL } from "@/app/admin/jobs/_charts/palette";
import { shortNumber } from "@/lib/charts/geometry";
import { stacks } from "@/lib/charts/stacks";
import { bucketHref } from "./bucket-href";
import { type Bucket, ENDS, type Ends, endedOf, failuresOf } from "./overview";
import { FORMAT_OF, type TimeRange } from "./time-range";

const LOOKS: Record<keyof Ends, { label: string; swatch: string }> = {
  failed: { label: "Failed", swatch: ENDS_FILL.failed },
  timeout: { label: "Timed out", swatch: ENDS_FILL.timeout },
  cancelled: { label: "Cancelled", swatch: ENDS_FILL.cancelled },
  completed: { label: "Completed", swatch: ENDS_FILL.completed },
};

type ThroughputChartProps = {
  buckets: readonly Bucket[];
  ends: Ends;
  range: TimeRange;
  deploys: readonly DeployMark[];
};

/** How many jobs ended in each step, by how. */
export function ThroughputChart({ buckets, ends, range, deploys }: ThroughputChartProps) {
  const { blocks, seams, ticks } = stacks(buckets.map((bucket) => ENDS.map((end) => bucket.ends[end])));
  return (
    <ChartFrame
      title="Jobs that ended, by how"
      description={`${endedOf(ends).toLocaleString("en")} jobs ended, ${failuresOf(ends).toLocaleString("en")} of them failed or timed out.`}
      series={ENDS.map((end) => LOOKS[end])}
      columns={buckets.map((bucket) => ({
        from: bucket.from.toISOString(),
        to: bucket.to.toISOString(),
        href: bucketHref(bucket),
        values: ENDS.map((end) => bucket.ends[end].toLocaleString("en")),
      }))}
      ticks={ticks}
      tickText={shortNumber}
      format={FORMAT_OF[range.name]}
      deploys={deploys}
    >
      {blocks.map((column, at) => (
        <g key={buckets[at]?.from.getTime()}>
          {column.map(({ part, ...place }) => (
            <rect key={part} {...place} className={LOOKS[ENDS[part] ?? "completed"].swatch} />
          ))}
        </g>
      ))}
      <path d={seams} className="stroke-card" vectorEffect="non-scaling-stroke" />
    </ChartFrame>
  );
}
