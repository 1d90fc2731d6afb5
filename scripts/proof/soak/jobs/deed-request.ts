import { z } from "zod";

/** A job that somebody cancels or revives. */
export const deedRequest = z.object({ verb: z.enum(["cancel", "revive"]), jobId: z.uuid() });

export type DeedRequest = z.output<typeof deedRequest>;
