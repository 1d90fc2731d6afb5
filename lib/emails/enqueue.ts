import type { JobOwner } from "@/lib/jobs/actor";
import { type EnqueueResult, enqueue } from "@/lib/jobs/enqueue";
import type { EnqueueOptions } from "@/lib/jobs/enqueue-options";
import { type EmailData, type EmailPayload, type EmailTemplate, sendEmail } from "./jobs";

type Options = Omit<EnqueueOptions, "owner">;

/** One template's data, and whom the mail goes to. */
export type EmailProps<T extends EmailTemplate> = EmailData<T> & { to: string };

/**
 * Sends a mail in the background. Inside a transaction enqueue `sendEmail` with `withJobs` instead.
 *
 * @param owner whose job it is: who may see it and its status. Both null for the product itself.
 * @throws {PayloadError} {@link EnqueueOptionsError} {@link IdempotencyConflict} as `enqueue` does.
 */
export function enqueueEmailJob(
  payload: EmailPayload,
  owner: JobOwner,
  options: Options = {},
): Promise<EnqueueResult> {
  return enqueue(sendEmail, payload, { ...options, owner });
}

/** Greets somebody who just signed up. */
export function sendWelcomeEmailAsync(
  { to, ...data }: EmailProps<"welcome">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "welcome", to, data }, owner, options);
}

/** Sends the link to choose a new password. */
export function sendPasswordResetEmailAsync(
  { to, ...data }: EmailProps<"passwordReset">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "passwordReset", to, data }, owner, options);
}

/** Tells that the password was changed. */
export function sendPasswordChangedEmailAsync(
  { to, ...data }: EmailProps<"passwordChanged">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "passwordChanged", to, data }, owner, options);
}

/** Asks the new address to confirm itself; `to` is that new address. */
export function sendEmailChangeEmailAsync(
  { to, ...data }: EmailProps<"emailChange">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "emailChange", to, data }, owner, options);
}

/** Invites somebody into an organization. */
export function sendTeamInvitationEmailAsync(
  { to, ...data }: EmailProps<"teamInvitation">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "teamInvitation", to, data }, owner, options);
}

/** Confirms a new subscription. */
export function sendSubscriptionCreatedEmailAsync(
  { to, ...data }: EmailProps<"subscriptionCreated">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "subscriptionCreated", to, data }, owner, options);
}

/** Tells whoever pays that a charge failed. */
export function sendPaymentFailedEmailAsync(
  { to, ...data }: EmailProps<"paymentFailed">,
  owner: JobOwner,
  options?: Options,
) {
  return enqueueEmailJob({ template: "paymentFailed", to, data }, owner, options);
}
