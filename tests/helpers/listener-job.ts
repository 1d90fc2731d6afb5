import { z } from "zod";
import { defineJob } from "@/lib/jobs/define";
import { handle } from "@/lib/jobs/handle";

/** Follows all jobs of an organization, and tells what it learned of their end. */
export const listener = defineJob({
  type: "listener",
  endpoint: "/api/jobs/listener",
  description: "Tells what it learned of another job's end.",
  payload: z.object({
    name: z.string(),
    ended: z.object({
      jobId: z.uuid(),
      type: z.string(),
      status: z.string(),
      revivals: z.number(),
      completedAt: z.iso.datetime({ offset: true }),
      error: z.object({ code: z.string().nullable(), message: z.string() }).nullable(),
    }),
  }),
  result: z.unknown(),
  timeoutSeconds: 10,
});

export const handleListener = handle(listener, async (payload) => payload);
