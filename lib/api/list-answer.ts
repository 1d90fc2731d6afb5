import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Actor } from "@/lib/jobs/actor";
import { mayOperate } from "@/lib/jobs/may-operate";
import { countJobs } from "@/lib/jobs/reading/count-jobs";
import { listJobs } from "@/lib/jobs/reading/list-jobs";
import { listedJob } from "@/lib/jobs/reading/listed-job";
import { registry } from "@/lib/registry";
import { toCursor } from "./cursor";
import { openLinks, openLinksView } from "./job-links";
import { filterOf, type listQuery } from "./list-query";

/** A page of jobs as the API answers it. */
export const jobsView = z.object({
  items: z.array(listedJob.extend({ links: openLinksView })),
  nextCursor: z
    .string()
    .nullable()
    .describe(
      "Where the next page begins; null where there is none. A page may have fewer jobs than `limit`, and still a next one.",
    ),
  count: z.int().optional().describe("How many there are in all, with `count=capped`."),
  isCapped: z.boolean().optional().describe("There are so many or more."),
});

/** The page of jobs that was asked for, newest first, of those that the person may see. */
export async function listAnswer(
  actor: Actor,
  asked: z.output<typeof listQuery>,
): Promise<z.output<typeof jobsView>> {
  const filter = filterOf(asked, actor);
  const page = listJobs(database(), filter, { before: asked.cursor }, asked.limit);
  const [{ jobs, older }, counted] = await Promise.all([
    page,
    asked.count === undefined ? {} : countJobs(database(), filter),
  ]);
  return {
    items: jobs.map((job) => ({
      ...job,
      links: openLinks(job, { mayOperate: mayOperate(registry, actor, job) }),
    })),
    nextCursor: older === null ? null : toCursor(older),
    ...counted,
  };
}
