import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { isStaff, requireStaff } from "@/app/admin/_staff/require-staff";
import { namesOf } from "@/lib/auth/names-of";
import { database } from "@/lib/db/client";
import { readAttempts } from "@/lib/jobs/reading/read-attempts";
import { type JobDetail, readJob } from "@/lib/jobs/reading/read-job";
import { registry } from "@/lib/registry";
import { About } from "./about";
import { Deeds } from "./deeds/deeds";
import { Outcome } from "./deeds/outcome";
import { Header } from "./header";
import { readNeighbours } from "./neighbours";
import { Runs } from "./runs";
import { StatusDiagram } from "./status-diagram";
import { Tab } from "./tabs/tab";
import { readTab } from "./tabs/tabs";

export async function generateMetadata({ params }: PageProps<"/admin/jobs/[jobId]">): Promise<Metadata> {
  const { jobId } = await params;
  return { title: `Job ${jobId.slice(-8)}` };
}

export default async function JobPage({ params, searchParams }: PageProps<"/admin/jobs/[jobId]">) {
  const { jobId } = await params;
  const given = await searchParams;
  const { actor } = await requireStaff("viewer", `/admin/jobs/${encodeURIComponent(jobId)}`);
  const job = await readJob(database(), jobId);
  if (job === null) notFound();
  const from = typeof given.from === "string" ? given.from.slice(0, 2_000) : null;
  const [runs, names, neighbours] = await Promise.all([
    readAttempts(database(), job.jobId),
    namesOf(ownersOf(job)),
    readNeighbours(job.jobId, from, job.readAt),
  ]);
  const latest = runs.at(-1) ?? null;
  const facts = { job, latest: latest && { outcome: latest.outcome, error: latest.error } };
  return (
    <>
      <Header
        facts={facts}
        from={from}
        neighbours={neighbours}
        description={registry.find(job.type)?.description}
      >
        <Deeds
          key={String(given.at)}
          job={job}
          isOperator={isStaff(actor, "operator")}
          isAdmin={isStaff(actor, "admin")}
          from={from}
        />
      </Header>
      <Outcome given={given} job={job} />
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 grid-cols-1 gap-6">
          <StatusDiagram job={job} runs={runs} />
          <Runs job={job} runs={runs} />
          <Tab
            tab={readTab(given.tab)}
            job={job}
            runs={runs}
            given={given}
            from={from}
            isOperator={isStaff(actor, "operator")}
          />
        </div>
        <About job={job} names={names} />
      </div>
    </>
  );
}

function ownersOf({ userId, organizationId }: JobDetail) {
  return {
    userIds: userId === null ? [] : [userId],
    organizationIds: organizationId === null ? [] : [organizationId],
  };
}
