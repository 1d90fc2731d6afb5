import { shownStatus } from "@/app/_components/describe-job";
import { Panel } from "@/app/admin/jobs/_parts/panel";
import { isTerminal, STATUSES, type Status, TERMINAL_STATUSES } from "@/lib/jobs/lifecycle";
import type { EndedRun } from "@/lib/jobs/reading/read-attempts";
import type { JobDetail } from "@/lib/jobs/reading/read-job";
import { type Passage, passagesOf } from "./diagram-edges";

/** Where the middle of each status is drawn. */
const PLACES: Record<Status, { x: number; y: number }> = {
  pending: { x: 66, y: 123 },
  processing: { x: 250, y: 123 },
  retrying: { x: 250, y: 213 },
  waiting: { x: 250, y: 33 },
  completed: { x: 452, y: 33 },
  failed: { x: 452, y: 93 },
  timeout: { x: 452, y: 153 },
  cancelled: { x: 452, y: 213 },
};

const WIDTH = 112;
const HEIGHT = 34;

/** What is drawn of each status that the job is in. */
const COLOURS: Record<Status, string> = {
  pending: "fill-muted-foreground",
  processing: "fill-primary",
  retrying: "fill-warning",
  waiting: "fill-primary",
  completed: "fill-success",
  failed: "fill-destructive",
  timeout: "fill-destructive",
  cancelled: "fill-muted-foreground",
};

type Edge = { from: Status; to: Status; path: string; label: { x: number; y: number } };

/** Ways that are always drawn. */
const EDGES: readonly Edge[] = [
  { from: "pending", to: "processing", path: "M122 123H190", label: { x: 156, y: 115 } },
  { from: "processing", to: "retrying", path: "M232 141V192", label: { x: 216, y: 172 } },
  { from: "retrying", to: "processing", path: "M268 195V144", label: { x: 284, y: 172 } },
  { from: "processing", to: "waiting", path: "M250 105V54", label: { x: 266, y: 84 } },
  { from: "waiting", to: "pending", path: "M194 33H66V102", label: { x: 120, y: 25 } },
  { from: "processing", to: "pending", path: "M204 141C190 178 110 178 84 144", label: { x: 146, y: 186 } },
  ...TERMINAL_STATUSES.map((to) => ({
    from: "processing" as const,
    to,
    path: `M306 ${123 + (PLACES[to].y - 123) / 9}C356 ${123 + (PLACES[to].y - 123) / 9} 340 ${PLACES[to].y} 392 ${PLACES[to].y}`,
    label: { x: 376, y: PLACES[to].y - 7 },
  })),
];

/** Ways out of a run's sight: drawn only where they were gone. */
function aside({ from, to }: Passage): Edge {
  const { y } = PLACES[to];
  const start = from === "pending" ? "M48 141V245H374" : `M306 ${PLACES[from].y}H374`;
  return { from, to, path: `${start}V${y}H392`, label: { x: 384, y: y - 7 } };
}

/** All statuses, and the way that this job has gone among them. */
export function StatusDiagram({ job, runs }: { job: JobDetail; runs: readonly EndedRun[] }) {
  const passages = passagesOf(job, runs);
  const find = ({ from, to }: Edge) => passages.find((one) => one.from === from && one.to === to);
  const others = passages.filter(
    (one) => !EDGES.some((edge) => edge.from === one.from && edge.to === one.to),
  );
  const seen = new Set<Status>(["pending", job.status, ...passages.flatMap(({ from, to }) => [from, to])]);
  const drawn = [...EDGES, ...others.map(aside)].toSorted(
    (a, b) => (find(a)?.times ?? 0) - (find(b)?.times ?? 0),
  );
  return (
    <Panel title="Its way">
      <svg
        viewBox="0 0 520 252"
        role="img"
        aria-labelledby="way-title way-text"
        className="mx-auto w-full max-w-xl text-[12px] max-sm:text-[16px]"
      >
        <title id="way-title">The statuses of the job</title>
        <desc id="way-text">{tell(job, passages)}</desc>
        <defs>
          <Arrow id="way-gone" className="fill-foreground" />
          <Arrow id="way-open" className="fill-border" />
        </defs>
        {drawn.map((edge) => (
          <Way key={`${edge.from}-${edge.to}`} edge={edge} times={find(edge)?.times ?? 0} />
        ))}
        {job.revivals > 0 && <Revivals times={job.revivals} from={lastEnd(job, passages)} />}
        {STATUSES.map((status) => (
          <Place
            key={status}
            status={status}
            word={wordOf(status, job)}
            look={status === job.status ? "now" : seen.has(status) ? "seen" : "none"}
          />
        ))}
      </svg>
    </Panel>
  );
}

function Arrow({ id, className }: { id: string; className: string }) {
  return (
    <marker id={id} viewBox="0 0 6 6" refX="4" refY="3" markerWidth="6" markerHeight="6" orient="auto">
      <path d="M0 0 6 3 0 6Z" className={className} />
    </marker>
  );
}

function Way({ edge, times }: { edge: Edge; times: number }) {
  const isGone = times > 0;
  return (
    <g>
      <path
        d={edge.path}
        fill="none"
        strokeWidth={isGone ? 1.75 : 1}
        markerEnd={isGone ? "url(#way-gone)" : "url(#way-open)"}
        className={isGone ? "stroke-foreground" : "stroke-border"}
      />
      {times > 1 && (
        <text
          {...edge.label}
          textAnchor="middle"
          className="fill-foreground text-[11px] font-semibold max-sm:text-[15px]"
        >
          ×{times}
        </text>
      )}
    </g>
  );
}

function Revivals({ times, from }: { times: number; from: Status }) {
  return (
    <g>
      <path
        d={`M508 ${PLACES[from].y}H515V6H38V102`}
        fill="none"
        strokeWidth="1.75"
        strokeDasharray="4 3"
        markerEnd="url(#way-gone)"
        className="stroke-foreground"
      />
      <text x="44" y="20" className="fill-foreground text-[11px] font-semibold max-sm:text-[15px]">
        revived{times > 1 ? ` ×${times}` : ""}
      </text>
    </g>
  );
}

type Look = "now" | "seen" | "none";

const BOXES: Record<Look, string> = {
  now: "stroke-none",
  seen: "fill-card stroke-foreground",
  none: "fill-card stroke-border",
};

const WORDS: Record<Look, string> = {
  now: "fill-card font-semibold",
  seen: "fill-foreground font-medium",
  none: "fill-muted-foreground",
};

function Place({ status, word, look }: { status: Status; word: string; look: Look }) {
  const { x, y } = PLACES[status];
  return (
    <g>
      <rect
        x={x - WIDTH / 2}
        y={y - HEIGHT / 2}
        width={WIDTH}
        height={HEIGHT}
        rx="8"
        strokeWidth={look === "seen" ? 1.5 : 1}
        className={`${BOXES[look]} ${look === "now" ? COLOURS[status] : ""}`}
      />
      <text x={x} y={y + 4} textAnchor="middle" className={WORDS[look]}>
        {word}
      </text>
    </g>
  );
}

function wordOf(status: Status, job: JobDetail): string {
  const shown =
    status === "pending" ? (job.status === "pending" ? shownStatus(job, job.readAt) : "pending") : status;
  return `${shown.slice(0, 1).toUpperCase()}${shown.slice(1)}`;
}

function lastEnd(job: JobDetail, passages: readonly Passage[]): Status {
  const ended = passages.filter(({ to }) => to !== job.status && isTerminal(to));
  return ended.at(-1)?.to ?? (isTerminal(job.status) ? job.status : "failed");
}

function tell(job: JobDetail, passages: readonly Passage[]): string {
  const gone = passages.map(({ from, to, times }) => `${from} to ${to}${times > 1 ? ` ${times} times` : ""}`);
  return `Now ${shownStatus(job, job.readAt)}. ${gone.length === 0 ? "It has not moved yet." : `Gone: ${gone.join(", ")}.`}`;
}
