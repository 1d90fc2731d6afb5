import { type FollowUp, followUp } from "@/lib/jobs/follow-up";
import { type EmailData, sendEmail } from "./jobs";

/**
 * A mail for `notifyOnFailure`: goes out once when the job has failed or timed out for good, and gives the job's own
 * error as the reason. It belongs to the job's actor.
 *
 * @throws nothing: the mail is checked with the job, by `enqueue`.
 */
export function tellOnFailure({ to, ...data }: EmailData<"jobFailed"> & { to: string }): FollowUp {
  return followUp(sendEmail, { template: "jobFailed", to, data });
}
