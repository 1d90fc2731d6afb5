import { EmptyState } from "@/app/admin/jobs/_parts/empty-state";
import { database } from "@/lib/db/client";
import { readCarried } from "@/lib/jobs/reading/read-carried";
import { registry } from "@/lib/registry";
import { JsonView } from "./json-view";
import type { TabProps } from "./tab";

/** What the job is to be done with, and where it stands in it; secrets are masked. */
export async function PayloadTab({ job }: TabProps) {
  const carried = await readCarried(database(), job.jobId, (type) => registry.find(type));
  const payload = carried?.payload ?? null;
  const checkpoint = carried?.checkpoint ?? null;
  return (
    <>
      {payload === null ? (
        <EmptyState
          kind="filtered"
          title={job.payloadErasedAt === null ? "It has no payload" : "Its payload was erased"}
          text={job.payloadErasedAt !== null && "Retention has erased it, as its definition asks."}
        />
      ) : (
        <JsonView value={payload} label="Copy the payload" />
      )}
      {checkpoint !== null && (
        <>
          <h3 className="text-sm font-semibold">Checkpoint</h3>
          <JsonView value={checkpoint} label="Copy the checkpoint" />
        </>
      )}
    </>
  );
}

/** What the handler returned; secrets of its schema are masked. */
export async function ResultTab({ job }: TabProps) {
  const carried = await readCarried(database(), job.jobId, (type) => registry.find(type));
  const result = carried?.result ?? null;
  if (result !== null) return <JsonView value={result} label="Copy the result" />;
  if (job.resultError !== null)
    return <EmptyState kind="unknown" title="Its result could not be kept" text={job.resultError} />;
  return job.status === "completed" ? (
    <EmptyState kind="never" title="It returned nothing" />
  ) : (
    <EmptyState kind="never" title="There is no result" text="A job has one once it is completed." />
  );
}
