import type { JobActor } from "@/lib/jobs/actor";
import { enqueueBatch } from "@/lib/jobs/enqueue-batch";
import { followUp } from "@/lib/jobs/follow-up";
import { announceBilling, billCustomer } from "./jobs";

/** Stops at the first customer who cannot be billed; accounting is told either way. */
export function startBilling(month: string, customers: readonly string[], actor: JobActor) {
  const bills = customers.map((customer) => ({ customer, month }));
  return enqueueBatch(billCustomer, bills, {
    actor,
    onFailure: "cancel_rest",
    onComplete: followUp(announceBilling, { month }),
  });
}
