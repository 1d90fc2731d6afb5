import type { JobCount } from "@/lib/jobs/reading/count-jobs";

/** A count as people read it: `1,204`, or `10,000+` where counting stopped. */
export function countText({ count, isCapped }: JobCount): string {
  return `${count.toLocaleString("en")}${isCapped ? "+" : ""}`;
}
