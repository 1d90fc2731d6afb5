import { z } from "zod";
import type { JobHandler } from "@/lib/jobs/handle";
import { holdMessages } from "@/lib/jobs/publishing/held-messages";
import { work } from "@/lib/jobs/worker/work";

/** Runs a job as its worker route does after it has verified the message. @returns the code of the answer */
export async function deliver(
  handler: JobHandler,
  { jobId, type, leg }: { jobId: string; type: string; leg: number },
): Promise<string> {
  holdMessages();
  const response = await work(handler, { v: 1, jobId, type, leg }, { messageId: null, traceParent: null });
  return z.object({ code: z.string() }).parse(await response.json()).code;
}
