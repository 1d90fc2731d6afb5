import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "@/app/_components/button-style";
import { isStaff, requireStaff } from "@/app/admin/_staff/require-staff";
import type { DeployMark } from "@/app/admin/jobs/_charts/chart";
import { PageHeading } from "@/app/admin/jobs/_parts/page-heading";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { alerts as settings } from "@/lib/alerts/alerts";
import { database } from "@/lib/db/client";
import { readAlerts } from "@/lib/jobs/alerts/read-alerts";
import { isSilenced, openSilences } from "@/lib/jobs/alerts/silence";
import { health } from "@/lib/jobs/health";
import { readSeries } from "@/lib/jobs/metrics/read-metrics";
import { readUncounted } from "@/lib/jobs/metrics/read-uncounted";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import { readAttention } from "@/lib/jobs/reading/read-attention";
import { readDeploys } from "@/lib/jobs/reading/read-deploys";
import { readStanding } from "@/lib/jobs/reading/read-standing";
import { concerns } from "./_overview/concerns";
import { FirstSteps } from "./_overview/first-steps";
import { LatencyChart } from "./_overview/latency-chart";
import { NeedsAttention } from "./_overview/needs-attention";
import { endedOf, type Overview, overview } from "./_overview/overview";
import { RangeLinks } from "./_overview/range-links";
import { ThroughputChart } from "./_overview/throughput-chart";
import { Tiles } from "./_overview/tiles";
import { RANGES, type TimeRange, timeRange } from "./_overview/time-range";
import { TypeLists } from "./_overview/type-lists";
import { EmptyState } from "./_parts/empty-state";
import { LocalTime } from "./_parts/local-time";

export const metadata: Metadata = { title: "Overview" };

/** A pass of reconcile, which somebody may ask for here, goes on for a minute. */
export const maxDuration = 120;

export default async function OverviewPage({ searchParams }: PageProps<"/admin/jobs">) {
  const now = requestTime();
  const range = timeRange((await searchParams).range, now);
  const { actor } = await requireStaff("viewer", `/admin/jobs?range=${range.name}`);
  const db = database();
  const [standing, points, uncounted, attention, alerts, silences, newest, ran] = await Promise.all([
    readStanding(db),
    readSeries(db, range),
    readUncounted(db),
    readAttention(db),
    readAlerts(db, { since: new Date(now) }),
    openSilences(db),
    listJobs(db, {}, {}, 1),
    readDeploys(db, range),
  ]);
  const deploys = ran.map(({ at, version }) => ({ at: at.toISOString(), version }));
  const found = overview(points, uncounted, range);
  const isUnused = newest.jobs.length === 0 && endedOf(found.ends) === 0;
  const firing = alerts.filter((alert) => alert.resolvedAt === null && !isSilenced(silences, alert));
  const list = concerns({ attention, alerts: firing, rules: settings.rules, overview: found, range, now });
  const { label } = RANGES[range.name];
  return (
    <>
      <PageHeading title="Overview" lead={<Freshness {...uncounted} />}>
        <RangeLinks range={range} />
      </PageHeading>
      {isUnused && <FirstSteps checks={(await health()).checks} mayOperate={isStaff(actor, "operator")} />}
      <Tiles standing={standing} overview={found} range={range} now={now} />
      <Panel title="Needs attention">
        <NeedsAttention concerns={list} isAdmin={isStaff(actor, "admin")} />
      </Panel>
      {!isUnused && (
        <Panel
          title={`Jobs that ended in the last ${label}`}
          aside={<span className="text-xs text-muted-foreground">a column leads to the jobs made then</span>}
        >
          {endedOf(found.ends) === 0 ? (
            <EmptyState kind="filtered" title={`No job ended in the last ${label}`}>
              <Link href="/admin/jobs?range=30d" className={buttonStyle("outline", "small")}>
                Look at 30 days
              </Link>
            </EmptyState>
          ) : (
            <ThroughputChart buckets={found.buckets} ends={found.ends} range={range} deploys={deploys} />
          )}
        </Panel>
      )}
      {endedOf(found.ends) > 0 && <Times found={found} range={range} deploys={deploys} />}
    </>
  );
}

type TimesProps = { found: Overview; range: TimeRange; deploys: readonly DeployMark[] };

function Times({ found: { buckets, types }, range, deploys }: TimesProps) {
  return (
    <>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
        <Panel title="How long jobs wait for their start">
          <LatencyChart what="wait" title="Time jobs waited" {...{ buckets, range, deploys }} />
        </Panel>
        <Panel title="How long runs take">
          <LatencyChart what="run" title="Time runs took" {...{ buckets, range, deploys }} />
        </Panel>
      </div>
      <TypeLists types={types} range={range} />
    </>
  );
}

/** Times of runs are known only after a roll-up; ends are counted up to this moment. */
function Freshness({ countedUntil, isCut }: { countedUntil: Date | null; isCut: boolean }) {
  if (countedUntil === null)
    return <>How jobs do. Nothing was rolled up yet: the first pass of reconcile does it.</>;
  return (
    <>
      How jobs do. {isCut ? "Counts" : "Times of runs"} go up to{" "}
      <LocalTime time={countedUntil.toISOString()} format="time" />, the last roll-up.
    </>
  );
}

function requestTime(): number {
  return Date.now();
}
