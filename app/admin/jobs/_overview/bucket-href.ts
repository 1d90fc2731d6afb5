import { hrefOf } from "@/app/admin/jobs/list/terms";
import type { Bucket } from "./overview";

/** The list of the jobs that were made in that step. */
export function bucketHref({ from, to }: Pick<Bucket, "from" | "to">): string {
  return hrefOf({ since: from.toISOString(), until: to.toISOString() });
}
