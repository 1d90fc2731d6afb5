import { TERMINAL_STATUSES } from "@/lib/jobs/lifecycle";
import type { Family } from "./exposition";
import { countOf } from "./histogram";
import { BOUNDS_SECONDS, type Counter, HISTOGRAMS, NO_TYPE, OPEN_STATES } from "./names";
import type { Depth } from "./read-depths";
import type { TypeMetrics } from "./read-metrics";

/** What one answer of `/api/metrics` is made of. */
export type Reading = {
  totals: readonly TypeMetrics[];
  depths: readonly Depth[];
  /** Seconds since the last pass of reconcile ended; null before the first one. */
  reconcileAgeSeconds: number | null;
  /** Seconds that the counts lag behind; null before the first roll-up. */
  lagSeconds: number | null;
};

const PER_TYPE: [Counter, string, string][] = [
  ["enqueued", "jobs_enqueued_total", "Jobs that were enqueued."],
  ["runs", "jobs_runs_total", "Runs that ended, however."],
  ["retried", "jobs_retries_total", "Runs that failed and will be tried again."],
  ["lost", "jobs_lost_runs_total", "Runs that stopped without a word."],
  [
    "superseded",
    "jobs_superseded_runs_total",
    "Runs that wrote nothing, since their job belonged to another run.",
  ],
  ["deadLetters", "jobs_dead_letters_total", "Messages that QStash gave up."],
  ["undelivered", "jobs_undelivered_total", "Messages that QStash gave up while their job was open."],
];

const PER_PROCESS: [Counter, string, string][] = [
  ["signatureFailures", "jobs_signature_failures_total", "Deliveries with no signature or a wrong one."],
  ["refused", "jobs_refused_deliveries_total", "Deliveries that were refused for another reason."],
  ["publishFailures", "jobs_publish_failures_total", "Messages that QStash did not take at once."],
];

const ENDS = TERMINAL_STATUSES satisfies readonly Counter[];

const MEASURED = {
  run: ["jobs_run_duration_seconds", "How long runs lasted."],
  wait: ["jobs_wait_duration_seconds", "How long runs waited from when they were due to their beginning."],
  firstRetry: [
    "jobs_first_retry_delay_seconds",
    "From the end of a job's first try to the beginning of its second.",
  ],
} as const satisfies Record<(typeof HISTOGRAMS)[number], readonly [string, string]>;

/** The metrics as Prometheus knows them: base units, totals since the first roll-up. */
export function familiesOf({ totals, depths, reconcileAgeSeconds, lagSeconds }: Reading): Family[] {
  const types = totals.filter(({ type }) => type !== NO_TYPE);
  return [
    ...PER_TYPE.map(([counter, name, help]) => perType(types, counter, name, help)),
    endedFamily(types),
    ...PER_PROCESS.map(([counter, name, help]) => perProcess(totals, counter, name, help)),
    ...HISTOGRAMS.map((name) => histogramFamily(types, name)),
    openFamily(depths),
    {
      name: "jobs_oldest_wait_seconds",
      help: "Of the jobs that are ready, how long the first has been.",
      kind: "gauge",
      samples: depths.map(({ type, oldestWaitSeconds }) => ({ labels: { type }, value: oldestWaitSeconds })),
    },
    gauge("jobs_reconcile_age_seconds", "Since the last pass of reconcile ended.", reconcileAgeSeconds),
    gauge("jobs_metrics_lag_seconds", "How old the youngest is that these metrics have counted.", lagSeconds),
  ];
}

function perType(types: readonly TypeMetrics[], counter: Counter, name: string, help: string): Family {
  const samples = types.map(({ type, counts }) => ({ labels: { type }, value: counts[counter] }));
  return { name, help, kind: "counter", samples };
}

function endedFamily(types: readonly TypeMetrics[]): Family {
  const samples = types.flatMap(({ type, counts }) =>
    ENDS.map((status) => ({ labels: { type, status }, value: counts[status] })),
  );
  return { name: "jobs_ended_total", help: "Jobs by how they ended.", kind: "counter", samples };
}

function perProcess(totals: readonly TypeMetrics[], counter: Counter, name: string, help: string): Family {
  const value = totals.reduce((sum, { counts }) => sum + counts[counter], 0);
  return { name, help, kind: "counter", samples: [{ value }] };
}

function histogramFamily(types: readonly TypeMetrics[], measured: (typeof HISTOGRAMS)[number]): Family {
  const [name, help] = MEASURED[measured];
  const samples = types.flatMap(({ type, histograms: { [measured]: histogram } }) => {
    let below = 0;
    const buckets = BOUNDS_SECONDS.map((bound, bin) => {
      below += histogram.bins[bin] ?? 0;
      return { suffix: "_bucket", labels: { type, le: String(bound) }, value: below };
    });
    const count = countOf(histogram);
    return [
      ...buckets,
      { suffix: "_bucket", labels: { type, le: "+Inf" }, value: count },
      { suffix: "_sum", labels: { type }, value: histogram.seconds },
      { suffix: "_count", labels: { type }, value: count },
    ];
  });
  return { name, help, kind: "histogram", samples };
}

function openFamily(depths: readonly Depth[]): Family {
  const samples = depths.flatMap((depth) =>
    OPEN_STATES.map((state) => ({ labels: { type: depth.type, state }, value: depth[state] })),
  );
  return { name: "jobs_open", help: "Open jobs by where they stand.", kind: "gauge", samples };
}

function gauge(name: string, help: string, value: number | null): Family {
  return { name, help, kind: "gauge", samples: value === null ? [] : [{ value }] };
}
