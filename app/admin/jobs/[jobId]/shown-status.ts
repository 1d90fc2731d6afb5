import type { ShownStatus } from "@/app/_components/describe-job";
import type { Status } from "@/lib/jobs/lifecycle";

/** A status as people see it: a pending job whose time lies ahead is scheduled. */
export function shownStatus({
  status,
  notBefore,
  readAt,
}: {
  status: Status;
  notBefore: string | null;
  readAt: number;
}): ShownStatus {
  return status === "pending" && notBefore !== null && Date.parse(notBefore) > readAt ? "scheduled" : status;
}
