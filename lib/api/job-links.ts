import { z } from "zod";
import { isRevivable, isTerminal } from "@/lib/jobs/lifecycle";
import type { JobView } from "@/lib/jobs/view";

/** Where a job is, and what may be done with it by now; what cannot be done has no link. */
export const jobLinksView = z.object({
  self: z.string().describe("How it stands."),
  cancel: z
    .string()
    .optional()
    .describe("Cancels it. Not there once it has ended or was asked to stop, nor for who may only see it."),
  retry: z
    .string()
    .optional()
    .describe("Gives it a second chance, while it can have one, for who may do that."),
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

type Given = {
  /** Its payload was erased, so that it cannot be retried. */
  isErased: boolean;
  /** Who asks may do more than see it: what they would be refused is not offered. */
  mayOperate: boolean;
};

/** The links of a job, for who asks. */
export function jobLinks(job: Linked, { isErased, mayOperate }: Given): JobLinks {
  const { jobId, status, isCancelRequested, result } = job;
  const artifact = withArtifact.safeParse(result);
  return {
    self: `/api/v1/status/${jobId}`,
    ...(mayOperate && !isTerminal(status) && !isCancelRequested ? { cancel: `/api/v1/cancel/${jobId}` } : {}),
    ...(mayOperate && isRevivable(status) && !isErased ? { retry: `/api/v1/retry/${jobId}` } : {}),
    ...(artifact.success ? fileLinks(artifact.data.artifactId) : {}),
  };
}

/** The same of a job of which less is known: how it stands, and how to cancel it. */
export function openLinks(
  job: Omit<Linked, "result">,
  { mayOperate }: Pick<Given, "mayOperate">,
): z.output<typeof openLinksView> {
  return jobLinks(job, { isErased: true, mayOperate });
}

function fileLinks(artifactId: string): Pick<JobLinks, "artifact" | "download"> {
  return { artifact: `/api/v1/artifacts/${artifactId}`, download: `/downloads/${artifactId}/file` };
}
