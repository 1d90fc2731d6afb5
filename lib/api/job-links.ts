import { z } from "zod";
import { isRevivable, isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";

/** Where a job is, and what may be done with it by now; what cannot be done has no link. */
export const jobLinksView = z.object({
  self: z.string().describe("How it stands."),
  cancel: z.string().optional().describe("Cancels it. Not there once it has ended or was asked to stop."),
  retry: z.string().optional().describe("Gives it a second chance, while it is one that can be had."),
  artifact: z.string().optional().describe("The file that it made."),
  download: z.string().optional().describe("The content of that file."),
});

/** Those of a job in a list, or one that was just dispatched. */
export const openLinksView = jobLinksView.pick({ self: true, cancel: true });

export type JobLinks = z.output<typeof jobLinksView>;

/** A job as the API answers it. */
export type JobAnswer = JobView & { links: JobLinks };

type Linked = Pick<JobView, "jobId" | "status" | "isCancelRequested"> & Partial<Pick<JobView, "result">>;

const withArtifact = z.object({ artifactId: z.uuid() });

/** @param isErased its payload was erased, so that it cannot be retried. */
export function jobLinks(job: Linked, { isErased }: { isErased: boolean }): JobLinks {
  const { jobId, status, isCancelRequested, result } = job;
  const artifact = withArtifact.safeParse(result);
  return {
    self: `/api/v1/status/${jobId}`,
    ...(isTerminal(status) || isCancelRequested ? {} : { cancel: `/api/v1/cancel/${jobId}` }),
    ...(isRevivable(status) && !isErased ? { retry: `/api/v1/retry/${jobId}` } : {}),
    ...(artifact.success ? fileLinks(artifact.data.artifactId) : {}),
  };
}

/** The same of a job of which less is known: how it stands, and how to cancel it. */
export function openLinks(job: Omit<Linked, "result">): z.output<typeof openLinksView> {
  return jobLinks(job, { isErased: true });
}

function fileLinks(artifactId: string): Pick<JobLinks, "artifact" | "download"> {
  return { artifact: `/api/v1/artifacts/${artifactId}`, download: `/downloads/${artifactId}/file` };
}
