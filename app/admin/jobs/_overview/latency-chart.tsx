import type { DeployMark } from "@/app/admin/jobs/_charts/chart";
import { ChartFrame } from "@/app/admin/jobs/_charts/chart-frame";
import { LINES } from "@/app/admin/jobs/_charts/palette";
import { lines } from "@/lib/charts/stacks";
import { duration } from "@/lib/jobs/duration";
import { bucketHref } from "./bucket-href";
import type { Bucket } from "./overview";
import { FORMAT_OF, type TimeRange } from "./time-range";

const LOOKS = [
  { label: "p50", ...LINES.p50 },
  { label: "p95", ...LINES.p95 },
];

type LatencyChartProps = {
  what: "wait" | "run";
  title: string;
  buckets: readonly Bucket[];
  range: TimeRange;
  deploys: readonly DeployMark[];
};

/** How long half of the runs took, and all but a twentieth. */
export function LatencyChart({ what, title, buckets, range, deploys }: LatencyChartProps) {
  const unit = unitOf(Math.max(0, ...buckets.map((bucket) => bucket[what].p95 ?? 0)));
  const inUnits = (value: number | null) => (value === null ? null : value / unit.seconds);
  const { paths, ticks } = lines([
    buckets.map((bucket) => inUnits(bucket[what].p50)),
    buckets.map((bucket) => inUnits(bucket[what].p95)),
  ]);
  if (buckets.every((bucket) => bucket[what].p95 === null))
    return <p className="text-sm text-muted-foreground">Known after the next roll-up, in a few minutes.</p>;
  return (
    <ChartFrame
      title={title}
      description={describe(buckets.findLast((bucket) => bucket[what].p95 !== null)?.[what])}
      series={LOOKS}
      columns={buckets.map((bucket) => ({
        from: bucket.from.toISOString(),
        to: bucket.to.toISOString(),
        href: bucketHref(bucket),
        values: [secondsText(bucket[what].p50), secondsText(bucket[what].p95)],
      }))}
      ticks={ticks}
      tickText={(value) => `${value}\u00a0${unit.name}`}
      format={FORMAT_OF[range.name]}
      deploys={deploys}
    >
      {LOOKS.map(({ label, stroke, dashes }, at) => (
        <path
          key={label}
          d={paths[at]}
          className={stroke}
          fill="none"
          strokeWidth={2}
          strokeDasharray={dashes}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </ChartFrame>
  );
}

/** The one in which the longest time is a number of two digits or so: axes have little room. */
function unitOf(most: number): { name: string; seconds: number } {
  if (most > 2 * 3_600) return { name: "h", seconds: 3_600 };
  if (most > 120) return { name: "min", seconds: 60 };
  return most > 1 ? { name: "s", seconds: 1 } : { name: "ms", seconds: 0.001 };
}

function describe(last: Bucket["wait"] | undefined): string {
  if (last === undefined) return "No run ended in this time.";
  return `In the latest step with runs half took up to ${secondsText(last.p50)}, and 95 of 100 up to ${secondsText(last.p95)}.`;
}

function secondsText(seconds: number | null): string {
  return seconds === null ? "–" : seconds === 0 ? "0" : duration(seconds * 1_000);
}
