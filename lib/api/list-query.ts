import { z } from "zod";
import { STATUSES } from "@/lib/jobs/lifecycle";
import type { ListFilter } from "@/lib/jobs/reading/list-filter";
import { cursorParameter } from "./cursor";

const statuses = z
  .string()
  .transform((text) => text.split(",").map((status) => status.trim()))
  .pipe(z.array(z.enum(STATUSES)).max(20))
  .describe(`One or more of ${STATUSES.join(", ")}, with commas between them.`);

const flag = z.enum(["true", "false"]);

/** Moments that Postgres can compare with. */
const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => new Date(text).getTime() >= 0, "Must be after 1970")
  .transform((text) => new Date(text).toISOString());

/** What a list of jobs may be asked for. */
export const listQuery = z.object({
  status: statuses.optional(),
  type: z
    .string()
    .max(100)
    .regex(/^\P{Cc}+$/u, "Must be a type of jobs")
    .optional(),
  active: flag.optional().describe("`true`: only jobs that have not ended; `false`: only such as have."),
  mine: flag.optional().describe("`true`: only jobs that you have started."),
  batchId: z.uuid().optional(),
  since: moment.optional().describe("Only jobs that were made then or later."),
  until: moment.optional().describe("Only jobs that were made before then."),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: cursorParameter.optional(),
  count: z
    .literal("capped")
    .optional()
    .describe("`capped`: says how many there are in all, counted to 10,000."),
});

type Asked = z.output<typeof listQuery>;

/** Which jobs these are, among those that the person may see. */
export function filterOf(
  { status, type, active, mine, batchId, since, until }: Asked,
  { userId, organizationId }: { userId: number; organizationId: number | null },
): ListFilter {
  return {
    visibleTo: { userId, organizationId },
    statuses: status,
    types: type === undefined ? undefined : [type],
    isOpen: active === undefined ? undefined : active === "true",
    userId: mine === "true" ? userId : undefined,
    batchId,
    createdFrom: since,
    createdBefore: until,
  };
}
