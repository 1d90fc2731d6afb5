import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "@/app/_components/button-style";
import { shownStatus } from "@/app/_components/describe-job";
import { Icon } from "@/app/_components/icon";
import { StatusBadge } from "@/app/_components/status-badge";
import { env } from "@/lib/env/env";
import type { Facts } from "@/lib/jobs/reading/say-job";
import { CopyMenu } from "./copy-menu";
import type { Neighbours } from "./neighbours";
import { Progress } from "./progress";
import { Sentence } from "./sentence";

type HeaderProps = {
  facts: Facts;
  /** The query of the list that somebody came from. */
  from: string | null;
  neighbours: Neighbours;
  /** What its type is for; undefined of a type that this deploy does not know. */
  description: string | undefined;
  /** What can be done with the job. */
  children: ReactNode;
};

/** Which job it is, how it stands, and what can be done about it. */
export function Header({ facts, from, neighbours, description, children }: HeaderProps) {
  const { job } = facts;
  return (
    <header className="grid grid-cols-1 gap-4">
      <Way from={from} neighbours={neighbours} />
      <div className="grid grid-cols-1 gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere">{job.type}</h1>
          <StatusBadge status={shownStatus(job, job.readAt)} />
        </div>
        {description !== undefined && <p className="text-sm text-muted-foreground">{description}</p>}
      </div>
      <Sentence facts={facts} />
      <Progress job={job} />
      <div className="flex flex-wrap items-center gap-2">
        {children}
        <CopyMenu jobId={job.jobId} baseUrl={env().BASE_URL} />
      </div>
    </header>
  );
}

function Way({ from, neighbours }: { from: string | null; neighbours: Neighbours }) {
  const list = `/admin/jobs/list${from === null ? "" : `?${from}`}`;
  return (
    <nav aria-label="Jobs of the list" className="flex flex-wrap items-center justify-between gap-2 text-sm">
      <Link
        href={list}
        className="-ml-1 flex items-center gap-1 rounded-sm px-1 text-muted-foreground hover:text-foreground"
      >
        <Icon name="chevron" className="size-3.5 rotate-180" />
        {from === null ? "All jobs" : "Back to the list"}
      </Link>
      {from !== null && (
        <div className="flex gap-1">
          <Neighbour jobId={neighbours.newer} from={from} label="Newer" keyName="k" />
          <Neighbour jobId={neighbours.older} from={from} label="Older" keyName="j" />
        </div>
      )}
    </nav>
  );
}

type NeighbourProps = { jobId: string | null; from: string; label: string; keyName: string };

function Neighbour({ jobId, from, label, keyName }: NeighbourProps) {
  const look = buttonStyle("outline", "small");
  if (jobId === null)
    return (
      <span aria-disabled="true" className={`${look} pointer-events-none opacity-50`}>
        {label}
      </span>
    );
  return (
    <Link
      href={`/admin/jobs/${jobId}?from=${encodeURIComponent(from)}`}
      prefetch={false}
      data-key={keyName}
      title={`Press ${keyName}`}
      className={look}
    >
      {label}
    </Link>
  );
}
