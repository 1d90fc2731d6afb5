import { z } from "zod";

/** Body of every job message: which row to run, never what is in it (design §5). */
export const jobMessage = z.strictObject({
  v: z.literal(1),
  jobId: z.uuid(),
  type: z.string().min(1).max(100),
  leg: z.number().int().min(1),
});

export type JobMessage = z.output<typeof jobMessage>;
